package org.smtpward.tls;

import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.CipherSuite;
import org.smtpward.config.TlsOptions;
import org.smtpward.config.TlsVersion;

/** Looks at everything about TLS with clients before it is needed, for {@code smtpward check}. */
public final class Inspection {
    private final TlsOptions options;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    private Inspection(TlsOptions options, Instant now) {
        this.options = options;
        this.now = now;
    }

    /**
     * All findings, in the order of the configuration.
     *
     * @param ourNames the host names that clients know us by
     */
    public static List<Finding> of(TlsOptions options, Set<String> ourNames, Instant now) {
        var inspection = new Inspection(options, now);
        options.certificates().forEach(inspection::inspect);
        if (options.certificates().isEmpty()) {
            inspection.findings.add(Finding.warning("none configured: STARTTLS is not offered. Set tls.certificates"));
        } else {
            inspection.inspectNames(ourNames);
            inspection.inspectSuites();
        }
        inspection.inspectClients();
        return List.copyOf(inspection.findings);
    }

    private void inspect(CertificateFiles files) {
        try {
            List<X509Certificate> chain = ChainFile.read(files.chain());
            X509Certificate leaf = chain.get(0);
            inspect(files.chain(), CertificateNames.of(leaf));
            findings.addAll(ChainInspection.of(chain, now));
            inspect(files, KeyKind.of(leaf.getPublicKey()));
        } catch (CertificateException e) {
            findings.add(Finding.error(e.getMessage()));
        }
    }

    private void inspect(Path chain, List<String> covered) {
        names.addAll(covered);
        findings.add(
                covered.isEmpty()
                        ? Finding.warning(chain + " is for no host name")
                        : Finding.ok("%s is for %s".formatted(chain, String.join(", ", covered))));
    }

    private void inspect(CertificateFiles files, KeyKind kind) throws CertificateException {
        ReferenceCountUtil.release(ServerContext.of(files, kind, options, Optional.empty()));
        findings.add(Finding.ok(
                "the key %s is that of %s, and not everybody's to read".formatted(files.key(), files.chain())));
        if (options.minVersion() == TlsVersion.TLS_1_2 && !hasSuite(kind)) {
            findings.add(Finding.warning(
                    "no suite of tls.ciphers fits the key %s: it is for TLS 1.3 alone".formatted(files.key())));
        }
    }

    private boolean hasSuite(KeyKind kind) {
        return options.ciphers().stream().anyMatch(suite -> suite.isForEllipticCurves() == (kind != KeyKind.RSA));
    }

    private void inspectNames(Set<String> ourNames) {
        ourNames.stream()
                .filter(name -> !CertificateNames.cover(names, name))
                .sorted()
                .forEach(name -> findings.add(
                        Finding.warning("no certificate is for %s, the name of this host".formatted(name))));
    }

    private void inspectSuites() {
        if (options.minVersion() == TlsVersion.TLS_1_3) {
            findings.add(Finding.ok("TLS 1.3 alone, with all its cipher suites"));
            return;
        }
        String unsafe = options.ciphers().stream()
                .filter(suite -> !suite.isSafe())
                .map(CipherSuite::label)
                .collect(Collectors.joining(", "));
        findings.add(
                unsafe.isEmpty()
                        ? Finding.ok(
                                "TLS 1.3, and TLS 1.2 with %d cipher suites, all with forward secrecy and without CBC"
                                        .formatted(options.ciphers().size()))
                        : Finding.warning(
                                "tls.ciphers has suites without forward secrecy or with CBC, for old clients: "
                                        + unsafe));
    }

    private void inspectClients() {
        if (options.clientCertificates().requested()) {
            try {
                int authorities = ClientVerifier.load(
                                options.clientCertificates().ca().orElseThrow())
                        .authorities();
                findings.add(Finding.ok("clients are asked for certificates of %d authorities".formatted(authorities)));
            } catch (CertificateException e) {
                findings.add(Finding.error(e.getMessage()));
            }
        }
    }
}
