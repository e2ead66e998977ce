package org.smtpward.tls;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.smtpward.config.BackendTlsOptions;

/** What decides whether the backend's certificate is good: {@code backend.tls-options.verify}. */
final class BackendTrust {
    /** The JDK's rules for the name in a certificate (RFC 2818 §3.1), which serve SMTP as well. */
    static final String NAME_CHECK = "HTTPS";

    private BackendTrust() {}

    static TrustManager of(BackendTlsOptions options) throws org.smtpward.tls.CertificateException {
        return switch (options.verify()) {
            case NONE -> InsecureTrustManagerFactory.INSTANCE.getTrustManagers()[0];
            case CA -> new CaTrust(authorities(options.ca().orElseThrow()));
            case PIN -> new PinTrust(options.pins());
        };
    }

    private static X509ExtendedTrustManager authorities(Path file) throws org.smtpward.tls.CertificateException {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new java.security.cert.CertificateException("an empty file");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int next = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + next++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new org.smtpward.tls.CertificateException("backend.tls-options.ca: " + Unreadable.text(file, e), e);
        } catch (GeneralSecurityException e) {
            throw new org.smtpward.tls.CertificateException(
                    "backend.tls-options.ca: no PEM certificates in " + file, e);
        }
    }
}
