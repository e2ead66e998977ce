package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A client that sends exactly the octets it is given, in the segments it is given, and keeps every reply. Text is ISO
 * 8859-1, one char per octet. Whatever waits, waits for {@link Until#SOON} at most.
 */
final class SmtpClient implements AutoCloseable {
    private final StringBuilder transcript = new StringBuilder();
    private Socket socket;
    private InputStream in;

    private SmtpClient(Socket socket) throws IOException {
        socket.setSoTimeout((int) Until.SOON.toMillis());
        socket.setTcpNoDelay(true);
        use(socket);
    }

    /** A client that has not read the greeting. */
    static SmtpClient connect(Endpoint to) throws IOException {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(to.source(), 0));
            socket.connect(to.address(), (int) Until.SOON.toMillis());
            return new SmtpClient(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A client that has seen the greeting and said EHLO. */
    static SmtpClient hello(Endpoint to) throws IOException {
        SmtpClient client = connect(to);
        client.reply();
        client.command("EHLO client.test");
        return client;
    }

    /** A client that has done STARTTLS and said EHLO in the clear and inside TLS. */
    static SmtpClient secure(Endpoint to, Path trusted) throws IOException, GeneralSecurityException {
        SmtpClient client = hello(to);
        client.startTls(trusted);
        client.command("EHLO client.test");
        return client;
    }

    void send(String octets) throws IOException {
        send(octets.getBytes(ISO_8859_1));
    }

    void send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    /** Sends one line, returns its reply. */
    String command(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** One whole reply, lines ending in CRLF; what there is of it when the connection ends. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String line = line();
        for (; line.length() > 3 && line.charAt(3) == '-'; line = line()) {
            reply.append(line);
        }
        reply.append(line);
        transcript.append(reply);
        return reply.toString();
    }

    /** Reads {@code count} replies. */
    void replies(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            reply();
        }
    }

    /** Everything up to the end of the connection; fails when it ends otherwise than in order. */
    String rest() throws IOException {
        String rest = new String(in.readAllBytes(), ISO_8859_1);
        transcript.append(rest);
        return rest;
    }

    /** STARTTLS, answered 220, and then the connection itself: the handshake is somebody else's. */
    Socket handOver() throws IOException {
        askForTls();
        return socket;
    }

    /** The command and the handshake, trusting only the certificate in {@code trusted}. */
    void startTls(Path trusted) throws IOException, GeneralSecurityException {
        askForTls();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trustOnly(trusted).getTrustManagers(), null);
        SSLSocket tls =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        tls.startHandshake();
        use(tls);
    }

    /** Every reply so far. */
    String transcript() {
        return transcript.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void use(Socket newSocket) throws IOException {
        socket = newSocket;
        in = new BufferedInputStream(newSocket.getInputStream());
    }

    private void askForTls() throws IOException {
        String reply = command("STARTTLS");
        if (!reply.startsWith("220 ")) {
            throw new IOException("no TLS: " + reply);
        }
    }

    private static TrustManagerFactory trustOnly(Path trusted) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(trusted)) {
            store.setCertificateEntry(
                    "lab", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = in.read();
        while (octet >= 0) {
            line.append((char) octet);
            if (octet == '\n') {
                break;
            }
            octet = in.read();
        }
        return line.toString();
    }
}
