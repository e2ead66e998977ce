package org.smtpward.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads a chain: a certificate, then that of its issuer, and so on. */
final class ChainFile {
    private ChainFile() {}

    /** Not empty. The engine would not take another order, and clients could not follow it. */
    static List<X509Certificate> read(Path file) throws CertificateException {
        try {
            List<X509Certificate> chain = PemCertificates.read(file);
            for (int i = 0; i + 1 < chain.size(); i++) {
                requireIssuer(file, chain.get(i), chain.get(i + 1));
            }
            return chain;
        } catch (IOException e) {
            throw new CertificateException("tls.certificates: " + Unreadable.text("the chain ", file, e), e);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("tls.certificates: no PEM certificate in " + file, e);
        }
    }

    private static void requireIssuer(Path file, X509Certificate certificate, X509Certificate next)
            throws CertificateException {
        if (!certificate.getIssuerX500Principal().equals(next.getSubjectX500Principal())) {
            throw new CertificateException(
                    "tls.certificates: the chain %s is out of order: %s is issued by %s, but %s stands behind it"
                            .formatted(
                                    file,
                                    certificate.getSubjectX500Principal().getName(),
                                    certificate.getIssuerX500Principal().getName(),
                                    next.getSubjectX500Principal().getName()));
        }
    }
}
