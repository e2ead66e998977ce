package org.smtpward.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.CipherSuite;
import org.smtpward.config.ClientCertificateOptions;
import org.smtpward.config.TlsOptions;
import org.smtpward.config.TlsVersion;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Issued;
import org.smtpward.lab.Authority.Pair;
import org.smtpward.lab.Authority.Wish;
import org.smtpward.tls.Finding.Severity;

/** What {@code smtpward check} finds, a line each. */
class InspectionTest {
    private static final Authority ROOT = Authority.root("CN=root");
    private static final Authority BETWEEN = ROOT.below("CN=between", Duration.ofDays(90));
    private static final Issued GOOD = BETWEEN.issue("CN=mx", Wish.ec("mx.example", "*.mail.example"));

    @TempDir
    private Path directory;

    @Test
    void whatIsRightIsToldToo() throws Exception {
        Pair pair = GOOD.write(directory, "tls");
        assertThat(lines(pair))
                .containsExactly(
                        "ok %s is for mx.example, *.mail.example".formatted(pair.chain()),
                        "ok 2 in the chain, each signed by the next; clients have to know CN=root",
                        "ok CN=mx, valid for 59 days",
                        "ok CN=between, valid for 89 days",
                        "ok the key %s is that of %s, and not everybody's to read".formatted(pair.key(), pair.chain()),
                        "ok TLS 1.3, and TLS 1.2 with 6 cipher suites, all with forward secrecy and without CBC");
    }

    @Test
    void aChainInTheWrongOrder() throws Exception {
        Pair pair = chain(GOOD.leaf(), ROOT.certificate(), BETWEEN.certificate());
        assertThat(lines(pair))
                .contains(("error tls.certificates: the chain %s is out of order: CN=mx is issued by CN=between,"
                                + " but CN=root stands behind it")
                        .formatted(pair.chain()));
    }

    /** As after a renewal of the authority's own key. */
    @Test
    void anIssuerOfTheRightNameWithAnotherKey() throws Exception {
        X509Certificate other = ROOT.below("CN=between", Duration.ofDays(90)).certificate();
        assertThat(warnings(chain(GOOD.leaf(), other)))
                .containsExactly("CN=mx is not signed by this CN=between, which stands next in the chain");
    }

    /** As HAProxy and others want it. */
    @Test
    void oneFileForKeyAndChain() throws Exception {
        Pair pair = GOOD.write(directory, "tls");
        Files.writeString(pair.key(), Files.readString(pair.key()) + Files.readString(pair.chain()));
        assertThat(lines(new Pair(pair.key(), pair.key()))).noneMatch(line -> line.startsWith("error"));
    }

    @Test
    void aRootThatNobodyNeeds() throws Exception {
        assertThat(warnings(chain(GOOD.leaf(), BETWEEN.certificate(), ROOT.certificate())))
                .containsExactly("CN=root is a root; no client needs it from us, take it out of the chain");
    }

    @Test
    void aCertificateThatIsSignedByItself() throws Exception {
        Pair pair = GOOD.write(directory, "tls");
        X509Certificate root = ROOT.certificate();
        assertThat(ChainInspection.of(List.of(root), Instant.now()).getFirst())
                .isEqualTo(Finding.warning("CN=root is signed by itself: a client that verifies goes away"));
        assertThat(lines(pair)).noneMatch(line -> line.contains("by itself"));
    }

    /** Also those of the authorities: a chain is as old as its oldest link. */
    @Test
    void anAuthorityThatExpiresSoon() throws Exception {
        Issued issued = ROOT.below("CN=between", Duration.ofDays(3)).issue("CN=mx", Wish.ec("mx.example"));
        assertThat(warnings(issued.write(directory, "tls")))
                .singleElement()
                .asString()
                .startsWith("CN=between expires in 2 days, on ");
    }

    @Test
    void aWeakKeyAndABrokenSignature() throws Exception {
        Issued weak = ROOT.issue("CN=mx", Wish.rsa(1024, "mx.example").signedWith("SHA1"));
        assertThat(warnings(weak.write(directory, "tls")))
                .containsExactly(
                        "CN=mx has an RSA key of 1024 bits; 2048 is the least",
                        "CN=mx is signed with SHA1withECDSA, which is broken");
    }

    @Test
    void ourNameOnNoCertificate() throws Exception {
        Pair pair = GOOD.write(directory, "tls");
        assertThat(warnings(
                        options(TlsVersion.TLS_1_2, CipherSuite.safe(), pair),
                        "MX.example",
                        "a.mail.example",
                        "a.b.mail.example",
                        "mx.example.org"))
                .containsExactly(
                        "no certificate is for a.b.mail.example, the name of this host",
                        "no certificate is for mx.example.org, the name of this host");
    }

    @Test
    void suitesThatAreNotSafeOrDoNotFit() throws Exception {
        Pair pair = GOOD.write(directory, "tls");
        List<CipherSuite> old = List.of(CipherSuite.AES128_SHA, CipherSuite.ECDHE_RSA_AES256_SHA);
        assertThat(warnings(options(TlsVersion.TLS_1_2, old, pair)))
                .containsExactly(
                        "no suite of tls.ciphers fits the key %s: it is for TLS 1.3 alone".formatted(pair.key()),
                        "tls.ciphers has suites without forward secrecy or with CBC, for old clients:"
                                + " AES128-SHA, ECDHE-RSA-AES256-SHA");
        assertThat(warnings(options(TlsVersion.TLS_1_3, old, pair))).isEmpty();
    }

    @Test
    void aKeyThatDoesNotFitOrThatEverybodyCanReadIsAnError() throws Exception {
        Pair pair = GOOD.write(directory, "tls");
        Pair other = BETWEEN.issue("CN=other", Wish.ec("other.example")).write(directory, "other");
        assertThat(lines(new Pair(pair.chain(), other.key())))
                .contains("error tls.certificates: the key %s does not work with the chain %s"
                        .formatted(other.key(), pair.chain()));
        Files.setPosixFilePermissions(pair.key(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(lines(pair))
                .contains("error tls.certificates: everybody on this machine can read the key %s; chmod o-r %s"
                        .formatted(pair.key(), pair.key()));
    }

    @Test
    void noCertificateAndAuthoritiesForClients() throws Exception {
        Path ca = ROOT.write(directory.resolve("ca.crt"));
        var options = new TlsOptions(
                List.of(),
                List.of(),
                TlsVersion.TLS_1_2,
                CipherSuite.safe(),
                List.of("smtp"),
                new ClientCertificateOptions(true, Optional.of(ca)));
        assertThat(lines(options))
                .containsExactly(
                        "warning none configured: STARTTLS is not offered. Set tls.certificates",
                        "ok clients are asked for certificates of 1 authorities");
        Files.writeString(ca, "");
        assertThat(lines(options)).contains("error tls.client-certificates.ca: no PEM certificate in " + ca);
    }

    private Pair chain(X509Certificate... certificates) throws Exception {
        Pair pair = GOOD.write(directory, "tls");
        Authority.writeChain(pair.chain(), List.of(certificates));
        return pair;
    }

    private static List<String> warnings(Pair pair) {
        return warnings(options(TlsVersion.TLS_1_2, CipherSuite.safe(), pair));
    }

    private static List<String> warnings(TlsOptions options, String... names) {
        return Inspection.of(options, Set.of(names), Instant.now()).stream()
                .filter(finding -> finding.severity() == Severity.WARNING)
                .map(Finding::text)
                .toList();
    }

    private static List<String> lines(Pair pair) {
        return lines(options(TlsVersion.TLS_1_2, CipherSuite.safe(), pair));
    }

    private static List<String> lines(TlsOptions options) {
        var lines = new ArrayList<String>();
        Inspection.of(options, Set.of(), Instant.now())
                .forEach(finding -> lines.add(finding.severity().label() + " " + finding.text()));
        return lines;
    }

    private static TlsOptions options(TlsVersion minVersion, List<CipherSuite> ciphers, Pair pair) {
        return new TlsOptions(
                List.of(new CertificateFiles(pair.chain(), pair.key())),
                List.of(),
                minVersion,
                ciphers,
                List.of("smtp"),
                ClientCertificateOptions.OFF);
    }
}
