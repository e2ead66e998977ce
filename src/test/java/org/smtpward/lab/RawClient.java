package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
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

/** A client that sends exactly the octets it is given. Text is ISO 8859-1, one char per octet. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private Socket socket;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    static RawClient connect(Sendmail sendmail) throws IOException {
        return connect(sendmail, "127.0.0.1");
    }

    /** From the address {@code source}; any of 127/8 will do. */
    static RawClient connect(Sendmail sendmail, String source) throws IOException {
        return connect(sendmail.address(), source);
    }

    static RawClient connect(InetSocketAddress server, String source) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
        socket.connect(server, TIMEOUT_MILLIS);
        return new RawClient(socket);
    }

    /** A client that has seen the greeting and said EHLO. */
    static RawClient hello(Sendmail sendmail, String source) throws IOException {
        RawClient client = connect(sendmail, source);
        client.reply();
        client.command("EHLO client.test");
        return client;
    }

    static RawClient hello(Sendmail sendmail) throws IOException {
        return hello(sendmail, "127.0.0.1");
    }

    void send(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
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
        return reply.append(line).toString();
    }

    /** Everything up to the end of the connection. */
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    /** The TLS handshake, trusting only the certificate in {@code trusted}. */
    void startTls(Path trusted) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trustOnly(trusted).getTrustManagers(), null);
        SSLSocket tls =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        tls.startHandshake();
        socket = tls;
    }

    @Override
    public void close() throws IOException {
        socket.close();
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
        int octet = socket.getInputStream().read();
        while (octet >= 0) {
            line.append((char) octet);
            if (octet == '\n') {
                break;
            }
            octet = socket.getInputStream().read();
        }
        return line.toString();
    }
}
