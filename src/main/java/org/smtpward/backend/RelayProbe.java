package org.smtpward.backend;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.smtpward.config.HostPort;

/**
 * Asks the backend whether it would relay for whoever comes from our source address. sendmail relays for 127.0.0.1 and its
 * own addresses: a proxy that connects from there makes the host an open relay, so nobody is served before this was asked.
 *
 * <p>The dialogue is EHLO, MAIL, RCPT to a domain that can never exist (RFC 2606), RSET, QUIT; no message is sent. Blocks:
 * never call it on an event loop.
 */
public final class RelayProbe {
    private static final String SENDER = "<>";
    private static final String RECIPIENT = "<smtpward-relay-probe@relay-probe.example>";

    private final HostPort backend;
    private final Optional<InetAddress> source;
    private final Duration patience;

    /**
     * @param backend where the backend is
     * @param source the address to connect from, or empty to leave it to the system
     * @param patience the longest wait for the connection, and for each reply
     */
    public RelayProbe(HostPort backend, Optional<InetAddress> source, Duration patience) {
        this.backend = backend;
        this.source = source;
        this.patience = patience;
    }

    /** Asks. Never throws. */
    public Result run() {
        try (Socket socket = new Socket()) {
            if (source.isPresent()) {
                socket.bind(new InetSocketAddress(source.get(), 0));
            }
            socket.connect(new InetSocketAddress(backend.host(), backend.port()), (int) patience.toMillis());
            socket.setSoTimeout((int) patience.toMillis());
            return ask(socket, true);
        } catch (IOException e) {
            return new Result.Unreachable(reason(e));
        }
    }

    private Result ask(Socket socket, boolean greeted) throws IOException {
        var dialogue = new Dialogue(socket);
        if (greeted) {
            String greeting = dialogue.reply();
            if (!greeting.startsWith("2")) {
                return new Result.Unclear("the backend's greeting is: " + greeting);
            }
        }
        String hello = dialogue.ask("EHLO smtpward.invalid");
        if (!hello.startsWith("2")) {
            dialogue.ask("HELO smtpward.invalid");
        }
        String mail = dialogue.ask("MAIL FROM:" + SENDER);
        if (!mail.startsWith("2")) {
            // sendmail may want TLS before a transaction: then that is where it has to be asked.
            if (hello.contains("STARTTLS")
                    && !isTls(socket)
                    && dialogue.ask("STARTTLS").startsWith("220")) {
                return ask(handshake(socket), false);
            }
            dialogue.quit();
            return new Result.Unclear("it refuses the sender " + SENDER + ": " + mail);
        }
        String rcpt = dialogue.ask("RCPT TO:" + RECIPIENT);
        dialogue.ask("RSET");
        dialogue.quit();
        return rcpt.startsWith("2") ? new Result.WouldRelay(rcpt) : new Result.Refuses(rcpt);
    }

    private static boolean isTls(Socket socket) {
        return socket instanceof javax.net.ssl.SSLSocket;
    }

    private Socket handshake(Socket plain) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            return context.getSocketFactory().createSocket(plain, backend.host(), backend.port(), true);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** What came out. */
    public sealed interface Result {
        /** The good answer. */
        record Refuses(String reply) implements Result {}

        /** Everybody would be relayed for. */
        record WouldRelay(String reply) implements Result {
            /** What that means and the ways out, for the operator. */
            public String explain(HostPort backend, Optional<InetAddress> source) {
                return """
                        the backend %s would relay for everybody on the Internet: connected from %s, it accepted a foreign \
                        recipient (%s).
                        Through smtpward every client comes from that address: the host would be an open relay. Three ways out:
                          1. set backend.source.address to an address that the backend does not trust (default 127.0.0.2);
                          2. take that address out of the backend's relay rules (sendmail: class R, the access map);
                          3. if every client may relay indeed, say so: backend.source.allow-relay = true.""".formatted(
                                backend, source.map(InetAddress::getHostAddress).orElse("any address"), reply);
            }
        }

        /** The question could not be put; as no mail gets as far, none is relayed either. */
        record Unclear(String why) implements Result {}

        /** No connection, or it broke. */
        record Unreachable(String why) implements Result {}
    }

    /** Commands out, replies in; a reply is its lines joined, printable ASCII only and cut. */
    private static final class Dialogue {
        private static final int MAX_REPLY = 4096;

        private final Socket socket;

        Dialogue(Socket socket) {
            this.socket = socket;
        }

        String ask(String command) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return reply();
        }

        void quit() {
            try {
                ask("QUIT");
            } catch (IOException e) {
                // The answer is known; how the backend says goodbye does not matter.
            }
        }

        String reply() throws IOException {
            var reply = new StringBuilder();
            String line;
            do {
                line = line();
                reply.append(reply.isEmpty() ? "" : " / ").append(line);
            } while (line.length() > 3 && line.charAt(3) == '-' && reply.length() < MAX_REPLY);
            return reply.toString();
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int octet = socket.getInputStream().read();
                    octet != '\n';
                    octet = socket.getInputStream().read()) {
                if (octet < 0) {
                    throw new IOException("the backend closed the connection");
                }
                if (octet >= ' ' && octet < 0x7f && line.length() < MAX_REPLY) {
                    line.append((char) octet);
                }
            }
            return line.toString();
        }
    }
}
