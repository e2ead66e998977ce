package org.smtpward.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.CipherSuite;
import org.smtpward.config.ClientCertificateOptions;
import org.smtpward.config.TlsOptions;
import org.smtpward.config.TlsVersion;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Issued;
import org.smtpward.lab.Authority.Pair;
import org.smtpward.lab.Authority.Wish;
import org.smtpward.session.ClientHelloFacts;

/** Which of several certificates a client gets. */
class CertificateChoiceTest {
    private static final int ECDSA_P256 = 0x0403;
    private static final int RSA_PSS = 0x0804;
    private static final int P256 = 23;
    private static final int X25519 = 29;
    private static final int ECDHE_ECDSA = CipherSuite.ECDHE_ECDSA_AES128_GCM_SHA256.code();
    private static final int ECDHE_RSA = CipherSuite.ECDHE_RSA_AES128_GCM_SHA256.code();

    private static final ClientAbilities MODERN =
            new ClientAbilities(true, Set.of(0x1301), Set.of(ECDSA_P256, RSA_PSS), Set.of(X25519));
    private static final ClientAbilities ONLY_RSA =
            new ClientAbilities(true, Set.of(0x1301), Set.of(RSA_PSS), Set.of(X25519));

    @TempDir
    private static Path directory;

    private static final Authority CA = Authority.root("CN=root");
    private static final Issued RSA = CA.issue("CN=mx", Wish.rsa(2048, "mx.example.test", "mx2.example.test"));
    private static final Issued EC = CA.issue("CN=mx", Wish.ec("mx.example.test", "mx2.example.test"));
    private static final Issued EC_FOR_LESS = CA.issue("CN=mx", Wish.ec("mx.example.test"));
    private static final Issued OTHER = CA.issue("CN=other", Wish.ec("*.example.org"));

    private static CertificateFiles rsa;
    private static CertificateFiles ec;
    private static CertificateFiles ecForLess;
    private static CertificateFiles other;

    @BeforeAll
    static void write() throws Exception {
        rsa = files(RSA, "rsa");
        ec = files(EC, "ec");
        ecForLess = files(EC_FOR_LESS, "less");
        other = files(OTHER, "other");
    }

    @Test
    void ofTwoForOneNameAnEllipticCurveIsPreferred() throws Exception {
        for (Certificates certificates : List.of(load(rsa, ec), load(ec, rsa))) {
            assertThat(chosen(certificates, "mx.example.test", MODERN)).isEqualTo(EC.leaf());
            assertThat(chosen(certificates, "mx.example.test", ONLY_RSA)).isEqualTo(RSA.leaf());
        }
    }

    @Test
    void soItIsWithoutAName() throws Exception {
        Certificates certificates = load(rsa, other, ec);
        assertThat(chosen(certificates, null, MODERN)).isEqualTo(EC.leaf());
        assertThat(chosen(certificates, null, ONLY_RSA)).isEqualTo(RSA.leaf());
        assertThat(chosen(certificates, "unknown.example", MODERN)).isEqualTo(EC.leaf());
    }

    /** Who sends no name may look for any name of the first. */
    @Test
    void oneWithFewerNamesDoesNotStandForTheFirst() throws Exception {
        Certificates certificates = load(rsa, ecForLess);
        assertThat(chosen(certificates, null, MODERN)).isEqualTo(RSA.leaf());
        assertThat(chosen(certificates, "mx.example.test", MODERN)).isEqualTo(EC_FOR_LESS.leaf());
        assertThat(chosen(certificates, "mx2.example.test", MODERN)).isEqualTo(RSA.leaf());
    }

    @Test
    void theNameComesBeforeTheKey() throws Exception {
        Certificates certificates = load(rsa, other);
        assertThat(chosen(certificates, "a.example.org", ONLY_RSA)).isEqualTo(OTHER.leaf());
        assertThat(chosen(certificates, "mx.example.test", MODERN)).isEqualTo(RSA.leaf());
    }

    @ParameterizedTest
    @CsvSource({
        "ECDSA and the curve,   true,  true,  true",
        "no suite for it,       true,  true,  false",
        "not the curve,         true,  false, true",
        "not the signature,     false, true,  true",
    })
    void inTls12SuiteSignatureAndCurveHaveToFit(String what, boolean signature, boolean curve, boolean suite)
            throws Exception {
        var client = new ClientAbilities(
                false,
                suite ? Set.of(ECDHE_ECDSA, ECDHE_RSA) : Set.of(ECDHE_RSA),
                signature ? Set.of(ECDSA_P256, RSA_PSS) : Set.of(RSA_PSS),
                curve ? Set.of(P256, X25519) : Set.of(X25519));
        assertThat(chosen(load(rsa, ec), "mx.example.test", client))
                .isEqualTo(signature && curve && suite ? EC.leaf() : RSA.leaf());
    }

    /** Old, and perhaps from before elliptic curves. */
    @Test
    void aClientThatSaysNothingGetsRsa() throws Exception {
        var client = new ClientAbilities(false, Set.of(ECDHE_ECDSA, ECDHE_RSA), Set.of(), Set.of());
        assertThat(chosen(load(ec, rsa), "mx.example.test", client)).isEqualTo(RSA.leaf());
    }

    @Test
    void aSuiteThatIsSwitchedOffDoesNotCount() throws Exception {
        var client = new ClientAbilities(false, Set.of(ECDHE_ECDSA, ECDHE_RSA), Set.of(ECDSA_P256), Set.of(P256));
        Certificates certificates = Certificates.load(new TlsOptions(
                List.of(ec, rsa),
                List.of(),
                TlsVersion.TLS_1_2,
                List.of(CipherSuite.ECDHE_RSA_AES128_GCM_SHA256),
                List.of("smtp"),
                ClientCertificateOptions.OFF));
        assertThat(chosen(certificates, "mx.example.test", client)).isEqualTo(RSA.leaf());
    }

    private static X509Certificate chosen(Certificates certificates, String name, ClientAbilities abilities) {
        var facts = new ClientHelloFacts(Optional.ofNullable(name), List.of());
        return certificates.choose(new ClientHello(facts, abilities)).leaf();
    }

    private static Certificates load(CertificateFiles... pairs) throws CertificateException {
        return Certificates.load(new TlsOptions(
                List.of(pairs),
                List.of(),
                TlsVersion.TLS_1_2,
                CipherSuite.safe(),
                List.of("smtp"),
                ClientCertificateOptions.OFF));
    }

    private static CertificateFiles files(Issued issued, String name) throws Exception {
        Pair pair = issued.write(directory, name);
        return new CertificateFiles(pair.chain(), pair.key());
    }
}
