package org.smtpward.probe;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS as a client that takes whatever the server has: every certificate, every version and suite that Java can do. This is a
 * measuring instrument; no secret goes through it.
 */
final class ClientTls {
    private static final String ALERT = "fatal alert: ";

    private ClientTls() {}

    /** Lays TLS over {@code socket}; the handshake is yet to come. */
    static SSLSocket over(Socket socket, Offer offer) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Weak ones too: it is of the extended kind, and Java checks algorithms for the other.
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            // Without a name here SNI is what the parameters say alone.
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(
                    offer.serverName().map(ClientTls::sni).map(List::of).orElse(List.of()));
            parameters.setApplicationProtocols(offer.protocols().toArray(String[]::new));
            tls.setSSLParameters(parameters);
            tls.setEnabledProtocols(Stream.of(tls.getSupportedProtocols())
                    .filter(version -> version.startsWith("TLS"))
                    .toArray(String[]::new));
            tls.setEnabledCipherSuites(Stream.of(tls.getSupportedCipherSuites())
                    .filter(suite -> !suite.contains("_anon_"))
                    .toArray(String[]::new));
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java has no TLS", e);
        }
    }

    /** Why a handshake failed, for people. */
    static String why(IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return "no end of the handshake";
        }
        if (failure instanceof EOFException) {
            return "connection closed in the handshake";
        }
        String message = String.valueOf(failure.getMessage());
        int alert = message.indexOf(ALERT);
        return alert < 0
                ? "handshake failed: " + Heard.escaped(message)
                : "TLS alert " + Heard.escaped(message.substring(alert + ALERT.length()));
    }

    private static SNIServerName sni(String name) {
        return new SNIHostName(name);
    }
}
