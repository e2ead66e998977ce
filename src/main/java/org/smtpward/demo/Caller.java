package org.smtpward.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.smtpward.config.HostPort;

/**
 * The client's side of a play: sends exactly the octets it is told to and remembers every reply. Text is ISO 8859-1, one
 * char an octet. No read goes on after the deadline of the whole play.
 */
final class Caller implements AutoCloseable {
    /** Time for one play; it takes milliseconds when nothing is wrong. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Nobody's friend: a mail server on this machine relays for 127.0.0.1, but not for this address. */
    private static final String STRANGER = "127.0.0.9";

    private final long deadline = System.nanoTime() + PATIENCE.toNanos();
    private final List<String> replies = new ArrayList<>();
    private Socket socket;
    private InputStream in;
    private OptionalInt repliesBeforeAttack = OptionalInt.empty();

    private Caller(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects and reads the greeting. */
    static Caller connect(HostPort address) throws IOException {
        Socket socket = new Socket();
        try {
            InetAddress to = InetAddress.getByName(address.host());
            if (to instanceof Inet4Address && to.isLoopbackAddress()) {
                socket.bind(new InetSocketAddress(STRANGER, 0));
            }
            socket.connect(new InetSocketAddress(to, address.port()), (int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            var caller = new Caller(socket);
            caller.reply();
            return caller;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends octets, as one segment if they are few. */
    void send(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Sends a line, returns the reply. */
    String ask(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** STARTTLS and the handshake, as a client that offers these application protocols; none: without ALPN. */
    void startTls(String... alpn) throws IOException {
        String reply = ask("STARTTLS");
        if (!reply.startsWith("220")) {
            throw new IOException("no TLS: " + reply);
        }
        handshake(alpn);
    }

    /** The handshake. The certificate is not looked at: it is a throw-away one, or this is an attack. */
    void handshake(String... alpn) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            SSLSocket tls = (SSLSocket)
                    context.getSocketFactory().createSocket(socket, "mail.example.test", socket.getPort(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setApplicationProtocols(alpn);
            tls.setSSLParameters(parameters);
            tls.setSoTimeout(millisLeft());
            tls.startHandshake();
            socket = tls;
            in = new BufferedInputStream(tls.getInputStream());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** What is sent from here on is the attack, and so are the replies to it. */
    void attackBegins() {
        repliesBeforeAttack = OptionalInt.of(replies.size());
    }

    /** Reads replies until the other side ends the connection. */
    void readToTheEnd() throws IOException {
        try {
            while (true) {
                reply();
            }
        } catch (EOFException e) {
            // The end.
        }
    }

    /** The next reply: its lines without their ends, an LF between. */
    String reply() throws IOException {
        socket.setSoTimeout(millisLeft());
        var reply = new StringBuilder();
        String line = line();
        for (; line.length() > 3 && line.charAt(3) == '-'; line = line()) {
            reply.append(line).append('\n');
        }
        replies.add(reply.append(line).toString());
        return replies.getLast();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("closed without a reply");
            }
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    private int millisLeft() throws IOException {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) millis;
    }

    /** All replies so far, the greeting first. */
    List<String> replies() {
        return List.copyOf(replies);
    }

    /** The replies to the attack; none if it did not come to that. */
    List<String> repliesToAttack() {
        return List.copyOf(replies.subList(repliesBeforeAttack.orElse(replies.size()), replies.size()));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
