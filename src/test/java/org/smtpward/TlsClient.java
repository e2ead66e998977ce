package org.smtpward;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that can begin TLS whenever it likes. Waits ten seconds for an octet, never longer. */
final class TlsClient implements AutoCloseable {
    private Socket socket;

    private TlsClient(Socket socket) {
        this.socket = socket;
    }

    static TlsClient connect(int port) throws IOException {
        var socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        return new TlsClient(socket);
    }

    /** The JDK's handshake, with this server name and these application protocols. */
    SSLSocket handshake(Optional<String> serverName, String... alpn) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setServerNames(serverName
                .map(name -> List.<SNIServerName>of(new SNIHostName(name)))
                .orElse(List.of()));
        parameters.setApplicationProtocols(alpn);
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        socket = tls;
        return tls;
    }

    String ask(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
        return reply();
    }

    /** One reply, its lines joined by LF, without the last line end. */
    String reply() throws IOException {
        var reply = new StringBuilder();
        String line;
        do {
            line = line();
            reply.append(reply.isEmpty() ? "" : "\n").append(line);
        } while (line.length() > 3 && line.charAt(3) == '-');
        return reply.toString();
    }

    boolean isAtEnd() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        int octet;
        while ((octet = socket.getInputStream().read()) != '\n') {
            if (octet < 0) {
                throw new IOException("the end instead of a reply, after: " + line);
            }
            line.append(octet == '\r' ? "" : (char) octet);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
