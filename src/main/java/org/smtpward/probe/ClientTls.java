package org.smtpward.probe;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

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
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
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

    /** Takes every certificate, weak ones too: the extended kind, since Java checks algorithms for the other. */
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
