package org.smtpward.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What can be said about a chain from its certificates alone: order, age, strength. Mail goes on with all of it. */
final class ChainInspection {
    /** NIST SP 800-131A; the web has refused less since 2014. */
    private static final int LEAST_RSA_BITS = 2048;

    private final List<X509Certificate> chain;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    private ChainInspection(List<X509Certificate> chain, Instant now) {
        this.chain = chain;
        this.now = now;
    }

    static List<Finding> of(List<X509Certificate> chain, Instant now) {
        var inspection = new ChainInspection(chain, now);
        inspection.inspectOrder();
        chain.forEach(inspection::inspectAge);
        chain.forEach(inspection::inspectStrength);
        return inspection.findings;
    }

    private void inspectOrder() {
        int before = findings.size();
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!isSignedBy(chain.get(i), chain.get(i + 1))) {
                findings.add(Finding.warning("%s is not signed by this %s, which stands next in the chain"
                        .formatted(name(chain.get(i)), name(chain.get(i + 1)))));
            }
        }
        X509Certificate last = chain.get(chain.size() - 1);
        if (chain.size() > 1 && isSignedBy(last, last)) {
            findings.add(Finding.warning(
                    "%s is a root; no client needs it from us, take it out of the chain".formatted(name(last))));
        }
        if (findings.size() == before) {
            findings.add(
                    isSignedBy(last, last)
                            ? Finding.warning(name(last) + " is signed by itself: a client that verifies goes away")
                            : Finding.ok("%d in the chain, each signed by the next; clients have to know %s"
                                    .formatted(
                                            chain.size(),
                                            last.getIssuerX500Principal().getName())));
        }
    }

    private void inspectAge(X509Certificate certificate) {
        Instant begin = certificate.getNotBefore().toInstant();
        if (begin.isAfter(now)) {
            findings.add(Finding.warning("%s is not valid before %s".formatted(name(certificate), begin)));
            return;
        }
        findings.add(Expiry.warning(certificate, now)
                .map(Finding::warning)
                .orElseGet(() -> Finding.ok(
                        "%s, valid for %d days".formatted(name(certificate), Expiry.daysLeft(certificate, now)))));
    }

    private void inspectStrength(X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            findings.add(Finding.warning("%s has an RSA key of %d bits; %d is the least"
                    .formatted(name(certificate), rsa.getModulus().bitLength(), LEAST_RSA_BITS)));
        }
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        // Nobody looks at the signature of a root.
        boolean isLookedAt = !certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
        if (isLookedAt && (algorithm.startsWith("SHA1") || algorithm.startsWith("MD"))) {
            findings.add(Finding.warning(
                    "%s is signed with %s, which is broken".formatted(name(certificate), certificate.getSigAlgName())));
        }
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
