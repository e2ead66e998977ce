package org.smtpward.tls;

import java.util.List;
import java.util.Set;
import org.smtpward.config.CipherSuite;

/**
 * What a client can do in a handshake, as far as the choice between certificates depends on it. All numbers are those of
 * IANA's registries.
 *
 * @param tls13 whether TLS 1.3 is among its versions (RFC 8446 §4.2.1); ours is the highest of both, so it will be used
 * @param cipherSuites for TLS 1.2 a suite that fits the certificate must be among them
 * @param signatureSchemes empty when it does not say: then it is old, and may know nothing but RSA
 * @param groups its curves, which in TLS 1.2 bind the certificate, too (RFC 8422 §5.1); empty when it does not say
 */
record ClientAbilities(boolean tls13, Set<Integer> cipherSuites, Set<Integer> signatureSchemes, Set<Integer> groups) {
    ClientAbilities {
        cipherSuites = Set.copyOf(cipherSuites);
        signatureSchemes = Set.copyOf(signatureSchemes);
        groups = Set.copyOf(groups);
    }

    /**
     * Whether it surely takes a certificate with a key of that kind. RSA is what we have for everybody else.
     *
     * @param enabled our suites of TLS 1.2
     */
    boolean takes(KeyKind kind, List<CipherSuite> enabled) {
        return switch (kind) {
            case RSA -> true;
            case P_256, P_384, P_521 ->
                signatureSchemes.contains(kind.signatureScheme()) && (tls13 || takesInTls12(kind, enabled));
        };
    }

    private boolean takesInTls12(KeyKind kind, List<CipherSuite> enabled) {
        return (groups.isEmpty() || groups.contains(kind.group()))
                && enabled.stream()
                        .anyMatch(suite -> suite.isForEllipticCurves() && cipherSuites.contains(suite.code()));
    }
}
