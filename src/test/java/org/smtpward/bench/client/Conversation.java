package org.smtpward.bench.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.smtpward.bench.Stamp;
import org.smtpward.bench.load.Ledger;

/** One session of a client, step by step. What is not as it should be is an {@link IOException}. */
public final class Conversation implements AutoCloseable {
    /** Of this machine: the kernel chooses. */
    private static final String ANY = "0.0.0.0";

    private static final int PATIENCE_MILLIS = 30_000;
    /** Small, as there may be thousands of them; what is larger goes past it. */
    private static final int BUFFER = 1024;

    private static final int MAX_LINE = 65_536;
    private static final SSLContext TLS = tls();

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private Conversation(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
    }

    /** Connects, and reads nothing yet. */
    public static Conversation connect(InetSocketAddress server) throws IOException {
        return connect(server, ANY);
    }

    /** Connects from that address, and reads nothing yet. */
    public static Conversation connect(InetSocketAddress server, String from) throws IOException {
        var socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(server, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            return new Conversation(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects and has come as far as the reply to EHLO. */
    public static Conversation greeted(InetSocketAddress server) throws IOException {
        Conversation conversation = connect(server);
        try {
            conversation.expect("220");
            conversation.say("EHLO client.example", "250");
            return conversation;
        } catch (IOException e) {
            conversation.close();
            throw e;
        }
    }

    /** Connects and has come as far as the reply to EHLO within TLS. */
    public static Conversation secured(InetSocketAddress server) throws IOException {
        Conversation conversation = greeted(server);
        try {
            conversation.startTls();
            conversation.say("EHLO client.example", "250");
            return conversation;
        } catch (IOException e) {
            conversation.close();
            throw e;
        }
    }

    /** STARTTLS, and the handshake; offers these protocols, if any (RFC 7301). */
    public void startTls(String... protocols) throws IOException {
        say("STARTTLS", "220");
        handshake(protocols);
    }

    /** The handshake after the reply to STARTTLS; offers these protocols, if any (RFC 7301). */
    public void handshake(String... protocols) throws IOException {
        var secure = (SSLSocket) TLS.getSocketFactory().createSocket(socket, "mail.example.test", 25, true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        socket = secure;
        in = new BufferedInputStream(secure.getInputStream(), BUFFER);
        out = new BufferedOutputStream(secure.getOutputStream(), BUFFER);
    }

    /** One command whose reply must have this code. */
    public void say(String command, String code) throws IOException {
        send(command + "\r\n");
        expect(code);
    }

    /** Octets, without waiting for anything. */
    public void send(String octets) throws IOException {
        out.write(octets.getBytes(ISO_8859_1));
        out.flush();
    }

    /** The next reply must have this code; returns its last line. */
    public String expect(String code) throws IOException {
        String line = reply();
        if (!line.startsWith(code)) {
            throw new IOException("not " + code + " but: " + line);
        }
        return line;
    }

    /** Whether something has come that has not been read. */
    public boolean hasHeard() throws IOException {
        return in.available() > 0;
    }

    /** Reads so many octets of a long reply; what follows must be the beginning of a line. */
    public void skip(int octets) throws IOException {
        if (in.readNBytes(octets).length < octets) {
            throw new EOFException("connection closed");
        }
    }

    /** The last line of the next reply. */
    public String reply() throws IOException {
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        return line;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("connection closed");
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("a line without end");
            }
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    /** Sends a message, its envelope in one go; the ledger hears what became of it. */
    public void mail(Letter letter, Ledger ledger) throws IOException {
        Stamp stamp = envelope(letter, ledger);
        out.write(stamp.line().getBytes(ISO_8859_1));
        letter.writeTo(out);
        out.flush();
        String reply = reply();
        if (!reply.startsWith("250")) {
            ledger.onRefused();
            throw new IOException("refused: " + reply);
        }
        ledger.onAccepted(stamp);
    }

    /** Sends half of a message. */
    public void halfMail(Letter letter, Ledger ledger) throws IOException {
        Stamp stamp = envelope(letter, ledger);
        out.write(stamp.line().getBytes(ISO_8859_1));
        letter.writeHalfTo(out);
        out.flush();
    }

    private Stamp envelope(Letter letter, Ledger ledger) throws IOException {
        Stamp stamp = ledger.next(letter.octets(), letter.crc());
        send("MAIL FROM:<" + stamp.sender() + ">\r\nRCPT TO:<recipient@example.net>\r\nDATA\r\n");
        expect("250");
        expect("250");
        expect("354");
        return stamp;
    }

    /** Takes leave. */
    public void quit() throws IOException {
        say("QUIT", "221");
        close();
    }

    /** Waits until the server ends the connection, in whatever way; what it still says does not matter. */
    public void awaitEnd() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // Ended with a reset, or an alert of TLS: that will do.
            return;
        }
    }

    /** Ends the connection with a reset, as who crashes does. */
    public void breakOff() throws IOException {
        if (!(socket instanceof SSLSocket)) {
            socket.setSoLinger(true, 0);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone in any case.
            return;
        }
    }

    private static SSLContext tls() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts whom it meets, as mail servers do. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
