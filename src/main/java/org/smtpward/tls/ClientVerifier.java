package org.smtpward.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Tells who a client is by its certificate. The handshake takes any certificate, so that mail goes on; it is looked at
 * afterwards, in sessions that are resumed, too. TLS itself has shown by then that the client has the key.
 */
final class ClientVerifier {
    /** Longer chains are not looked at: checking signatures is work, and a client could send thousands. */
    private static final int MAX_CHAIN = 10;

    private final X509TrustManager authorities;

    private ClientVerifier(X509TrustManager authorities) {
        this.authorities = authorities;
    }

    /** @throws CertificateException names the file and what is wrong with it */
    static ClientVerifier load(Path file) throws CertificateException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate authority : PemCertificates.read(file)) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return new ClientVerifier((X509TrustManager) factory.getTrustManagers()[0]);
        } catch (IOException e) {
            throw new CertificateException("tls.client-certificates.ca: cannot read " + file, e);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("tls.client-certificates.ca: no PEM certificate in " + file, e);
        }
    }

    /** How many authorities there are. */
    int authorities() {
        return authorities.getAcceptedIssuers().length;
    }

    /** For the handshake: asks for certificates of our authorities, and takes any. */
    TrustManager takingAll() {
        return new TakesAll(authorities.getAcceptedIssuers());
    }

    /**
     * The distinguished name (RFC 2253) in the client's certificate if one of our authorities vouches for it, as one that a
     * TLS client may use. Its UTF-8 octets as ISO 8859-1, like all that comes from a peer.
     */
    Optional<String> subject(SSLSession session) {
        try {
            X509Certificate[] chain = Arrays.stream(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            if (chain.length > MAX_CHAIN) {
                return Optional.empty();
            }
            authorities.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            byte[] name = chain[0].getSubjectX500Principal().getName().getBytes(StandardCharsets.UTF_8);
            return Optional.of(new String(name, StandardCharsets.ISO_8859_1));
        } catch (SSLPeerUnverifiedException | java.security.cert.CertificateException | RuntimeException e) {
            // None, or not a good one. What a certificate can make the JDK throw is not known for sure.
            return Optional.empty();
        }
    }

    /** The extended kind: around any other, the JDK puts checks of its own. */
    private static final class TakesAll extends X509ExtendedTrustManager {
        private final X509Certificate[] issuers;

        TakesAll(X509Certificate[] issuers) {
            this.issuers = issuers;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return issuers.clone();
        }
    }
}
