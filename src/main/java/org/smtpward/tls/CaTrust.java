package org.smtpward.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts the server that an authority vouches for under its name; it is the JDK that decides, and we who say why not. */
final class CaTrust extends ServerTrust {
    private final X509ExtendedTrustManager authorities;

    CaTrust(X509ExtendedTrustManager authorities) {
        this.authorities = authorities;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        try {
            authorities.checkServerTrusted(chain, type, engine);
        } catch (CertificateException e) {
            throw (UntrustedException) new UntrustedException(why(e, chain[0], engine)).initCause(e);
        }
    }

    private static String why(CertificateException refusal, X509Certificate leaf, SSLEngine engine) {
        if (cause(refusal, CertificateExpiredException.class).isPresent()) {
            return "its certificate, or one of those that vouch for it, has expired";
        }
        if (cause(refusal, CertificateNotYetValidException.class).isPresent()) {
            return "its certificate, or one of those that vouch for it, is not valid yet";
        }
        Optional<CertPathValidatorException> path = cause(refusal, CertPathValidatorException.class);
        if (path.isPresent()
                && path.get().getReason() == CertPathValidatorException.BasicReason.ALGORITHM_CONSTRAINED) {
            return "its certificate, or one of those that vouch for it, is signed in a way, or has a key, that the Java runtime"
                    + " does not take; verify = pin would";
        }
        if (refusal.getCause() == null && !CertificateNames.cover(leaf, engine.getPeerHost())) {
            return "its certificate is not for " + engine.getPeerHost() + " (backend.tls-options.server-name)";
        }
        return "its certificate is from no authority in backend.tls-options.ca";
    }

    private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> wanted) {
        for (Throwable one = thrown; one != null; one = one.getCause()) {
            if (wanted.isInstance(one)) {
                return Optional.of(wanted.cast(one));
            }
        }
        return Optional.empty();
    }
}
