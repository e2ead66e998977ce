package org.smtpward.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Tells who a client is by its certificate. The handshake takes any certificate, so that mail goes on; it is looked at
 * afterwards, in sessions that are resumed, too. TLS itself has shown by then that the client has the key.
 *
 * <p>The chain counts in the order in which it comes, as TLS 1.2 demands it. The JDK's trust managers would look for a path
 * among the certificates, and a client could send such that this takes minutes on our event loop.
 */
final class ClientVerifier {
    /** Longer chains are not looked at: checking signatures is work. */
    private static final int MAX_CHAIN = 10;

    /** id-kp-clientAuth and anyExtendedKeyUsage (RFC 5280 §4.2.1.12). */
    private static final Set<String> FOR_CLIENTS = Set.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0");

    private final Set<X509Certificate> authorities;
    private final Set<TrustAnchor> anchors;

    private ClientVerifier(Set<X509Certificate> authorities) {
        this.authorities = authorities;
        this.anchors = authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @throws CertificateException names the file and what is wrong with it */
    static ClientVerifier load(Path file) throws CertificateException {
        try {
            return new ClientVerifier(Set.copyOf(PemCertificates.read(file)));
        } catch (IOException e) {
            throw new CertificateException("tls.client-certificates.ca: " + Unreadable.text(file, e), e);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("tls.client-certificates.ca: no PEM certificate in " + file, e);
        }
    }

    /** How many authorities there are. */
    int authorities() {
        return authorities.size();
    }

    /** For the handshake: asks for certificates of our authorities, and takes any. */
    TrustManager takingAll() {
        return new TakesAll(authorities.toArray(X509Certificate[]::new));
    }

    /**
     * The distinguished name (RFC 2253) in the client's certificate if one of our authorities vouches for it, as one that a
     * TLS client may use. Its UTF-8 octets as ISO 8859-1, like all that comes from a peer.
     */
    Optional<String> subject(SSLSession session) {
        try {
            Certificate[] sent = session.getPeerCertificates();
            if (sent.length > MAX_CHAIN) {
                return Optional.empty();
            }
            return subject(Arrays.stream(sent).map(X509Certificate.class::cast).toList());
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    Optional<String> subject(List<X509Certificate> chain) {
        try {
            X509Certificate leaf = chain.get(0);
            leaf.checkValidity();
            verify(chain.stream()
                    .takeWhile(certificate -> !authorities.contains(certificate))
                    .toList());
            if (!isForClients(leaf)) {
                return Optional.empty();
            }
            byte[] name = leaf.getSubjectX500Principal().getName().getBytes(StandardCharsets.UTF_8);
            return Optional.of(new String(name, StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException | RuntimeException e) {
            // Not a good one. What a certificate can make the JDK throw is not known for sure.
            return Optional.empty();
        }
    }

    /** @param chain up to what one of our authorities has signed; empty if the operator trusts the certificate itself */
    private void verify(List<X509Certificate> chain) throws GeneralSecurityException {
        if (!chain.isEmpty()) {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
        }
    }

    /** As sendmail's OpenSSL looks at it: whoever says nothing means everything. */
    private static boolean isForClients(X509Certificate leaf) throws GeneralSecurityException {
        List<String> usages = leaf.getExtendedKeyUsage();
        return usages == null || usages.stream().anyMatch(FOR_CLIENTS::contains);
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
