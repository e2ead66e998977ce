package org.smtpward.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.BackendCipher;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.BackendTlsOptions;
import org.smtpward.config.BackendTlsOptions.Verify;
import org.smtpward.config.BackendTlsVersion;
import org.smtpward.config.HostPort;
import org.smtpward.config.LocalClients;
import org.smtpward.config.PublicKeyPin;
import org.smtpward.config.SourceMode;
import org.smtpward.config.SourceOptions;
import org.smtpward.config.SourceProbe;
import org.smtpward.config.SourceTrace;
import org.smtpward.session.BackendTls;
import org.smtpward.session.TlsTrouble;

/** Which servers the backend leg can talk to, and which it believes. */
class BackendLegTest {
    private static final String RSA = "TLS_RSA_WITH_AES_128_CBC_SHA";
    private static final String ECDHE = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";

    /** Of no account here. */
    private static final SourceOptions SOURCE = new SourceOptions(
            SourceMode.FIXED,
            Optional.empty(),
            List.of(),
            LocalClients.AS_OTHERS,
            SourceTrace.OFF,
            false,
            new SourceProbe(
                    List.of(NetUtil.createInetAddressFromIpAddressString("192.0.2.1")),
                    "postmaster",
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO));

    @TempDir
    private Path directory;

    private OldServer old;

    @BeforeEach
    void foundAnAuthority() throws Exception {
        old = new OldServer();
    }

    /** RSA of 1024 bits, signed with SHA-1. */
    @ParameterizedTest
    @CsvSource({
        "TLSv1, " + RSA,
        "TLSv1, " + ECDHE,
        "TLSv1.1, " + RSA,
        "TLSv1.2, TLS_RSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLSv1.3, TLS_AES_128_GCM_SHA256"
    })
    void oldServers(String version, String cipher) throws Exception {
        SslHandler made = old.identity("mail.example").handshake(leg(none()), version, cipher);
        assertMade(made, version);
    }

    /** Netty's own list of ciphers has none for it. */
    @Test
    void anOldServerWithAKeyOfTheFuture() throws Exception {
        SslHandler made = old.identity(
                        "mail.example", OldServer.p256(), Instant.now().plus(Duration.ofDays(1)))
                .handshake(leg(none()), "TLSv1", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA");
        assertMade(made, "TLSv1");
    }

    /** Which is what the client leg and everything else in this process relies on. */
    @Test
    void theJvmStaysAsStrictAsItIs() throws Exception {
        String before = Security.getProperty("jdk.tls.disabledAlgorithms");
        assertMade(old.identity("mail.example").handshake(leg(none()), "TLSv1", RSA), "TLSv1");
        assertThat(Security.getProperty("jdk.tls.disabledAlgorithms"))
                .isEqualTo(before)
                .contains("TLSv1,");
    }

    @Test
    void whoIsTooOldFails() throws Exception {
        BackendLeg leg = leg(options(
                BackendTlsVersion.TLS_1_2, List.of(), Verify.NONE, Optional.empty(), List.of(), "mail.example"));
        TlsTrouble trouble = trouble(old.identity("mail.example").handshake(leg, "TLSv1.1", RSA));
        assertThat(trouble.kind()).isEqualTo(TlsTrouble.Kind.FAILED);
        assertThat(trouble.why()).contains("backend.tls-options.min-version");
    }

    @Test
    void withoutACommonCipherItFails() throws Exception {
        BackendLeg leg = leg(options(
                BackendTlsVersion.TLS_1_0,
                List.of(BackendCipher.RSA_AES256),
                Verify.NONE,
                Optional.empty(),
                List.of(),
                "mail.example"));
        TlsTrouble trouble = trouble(old.identity("mail.example").handshake(leg, "TLSv1.2", RSA));
        assertThat(trouble.kind()).isEqualTo(TlsTrouble.Kind.FAILED);
        assertThat(trouble.why()).contains("backend.tls-options.ciphers");
        assertMade(old.identity("mail.example").handshake(leg, "TLSv1.2", "TLS_RSA_WITH_AES_256_CBC_SHA"), "TLSv1.2");
        assertMade(old.identity("mail.example").handshake(leg, "TLSv1.3", "TLS_AES_128_GCM_SHA256"), "TLSv1.3");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1, " + RSA, "TLSv1.2, " + ECDHE, "TLSv1.3, TLS_AES_128_GCM_SHA256"})
    void anAuthorityVouchesForAName(String version, String cipher) throws Exception {
        BackendLeg leg = leg(byAuthority("mail.example"));
        assertMade(old.identity("mail.example").handshake(leg, version, cipher), version);
        assertThat(trouble(old.identity("other.example").handshake(leg, version, cipher)))
                .isEqualTo(untrusted("its certificate is not for mail.example (backend.tls-options.server-name)"));
        assertThat(trouble(new OldServer().identity("mail.example").handshake(leg, version, cipher)))
                .isEqualTo(untrusted("its certificate is from no authority in backend.tls-options.ca"));
    }

    @Test
    void theAlternativeNameCounts() throws Exception {
        assertMade(old.identity("san.example").handshake(leg(byAuthority("san.example")), "TLSv1", RSA), "TLSv1");
        assertThat(trouble(old.identity("san.example").handshake(leg(byAuthority("CN=san.example")), "TLSv1", RSA)))
                .extracting(TlsTrouble::kind)
                .isEqualTo(TlsTrouble.Kind.UNTRUSTED);
    }

    @Test
    void anExpiredCertificateIsNotTrusted() throws Exception {
        SslHandler failed = old.identity(
                        "mail.example", OldServer.rsa1024(), Instant.now().minus(Duration.ofDays(1)))
                .handshake(leg(byAuthority("mail.example")), "TLSv1", RSA);
        assertThat(trouble(failed))
                .isEqualTo(untrusted("its certificate, or one of those that vouch for it, has expired"));
    }

    @ParameterizedTest
    @CsvSource({"TLSv1, " + RSA, "TLSv1.2, " + ECDHE, "TLSv1.3, TLS_AES_128_GCM_SHA256"})
    void aPinnedKeyIsTrustedWhateverElseIsWrong(String version, String cipher) throws Exception {
        OldServer.Identity expired =
                old.identity("other.example", OldServer.rsa1024(), Instant.now().minus(Duration.ofDays(1)));
        OldServer.Identity another = old.identity("other.example");
        BackendLeg leg = leg(byPins(
                PublicKeyPin.of(OldServer.rsa1024().getPublic()),
                PublicKeyPin.of(expired.key().getPublic())));
        assertMade(expired.handshake(leg, version, cipher), version);
        assertThat(trouble(another.handshake(leg, version, cipher)))
                .isEqualTo(untrusted("its key is "
                        + PublicKeyPin.of(another.key().getPublic()) + ", which is none of backend.tls-options.pins"));
    }

    @Test
    void aFileWithoutAuthoritiesIsRefused() throws Exception {
        Path missing = directory.resolve("missing.pem");
        assertThatThrownBy(() -> leg(by(missing)))
                .isInstanceOf(CertificateException.class)
                .hasMessage("backend.tls-options.ca: cannot read %s as user %s: no such file"
                        .formatted(missing, System.getProperty("user.name")));
        for (String text :
                new String[] {"", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
            Path file = Files.writeString(directory.resolve("bad.pem"), text);
            assertThatThrownBy(() -> leg(by(file)))
                    .as(text)
                    .isInstanceOf(CertificateException.class)
                    .hasMessage("backend.tls-options.ca: no PEM certificates in " + file);
        }
    }

    /** What the configuration takes is what the engine has. */
    @Test
    void theCiphersAreThoseOfTheEngine() {
        List<String> engine = OpenSsl.availableOpenSslCipherSuites().stream()
                .filter(name -> !name.startsWith("TLS_") && !name.startsWith("AEAD-") && !name.contains("PSK"))
                .toList();
        assertThat(Arrays.stream(BackendCipher.values()).map(BackendCipher::openSslName))
                .containsExactlyInAnyOrderElementsOf(engine);
        assertThat(OpenSsl.availableJavaCipherSuites())
                .containsAll(Arrays.stream(BackendCipher.values())
                        .map(BackendCipher::ianaName)
                        .toList());
    }

    private BackendTlsOptions byAuthority(String name) throws Exception {
        return options(
                BackendTlsVersion.TLS_1_0,
                List.of(),
                Verify.CA,
                Optional.of(old.authority(directory.resolve("ca.pem"))),
                List.of(),
                name);
    }

    private static BackendTlsOptions by(Path file) {
        return options(BackendTlsVersion.TLS_1_0, List.of(), Verify.CA, Optional.of(file), List.of(), "mail.example");
    }

    private static BackendTlsOptions byPins(PublicKeyPin... pins) {
        return options(
                BackendTlsVersion.TLS_1_0, List.of(), Verify.PIN, Optional.empty(), List.of(pins), "mail.example");
    }

    private static BackendTlsOptions none() {
        return options(BackendTlsVersion.TLS_1_0, List.of(), Verify.NONE, Optional.empty(), List.of(), "mail.example");
    }

    private static BackendTlsOptions options(
            BackendTlsVersion minVersion,
            List<BackendCipher> ciphers,
            Verify verify,
            Optional<Path> ca,
            List<PublicKeyPin> pins,
            String name) {
        return new BackendTlsOptions(minVersion, ciphers, verify, ca, pins, Optional.of(name));
    }

    private static BackendLeg leg(BackendTlsOptions options) throws CertificateException {
        return BackendLeg.load(new BackendOptions(
                new HostPort("127.0.0.1", 25), Optional.empty(), BackendTls.MIRROR, options, SOURCE));
    }

    private static void assertMade(SslHandler handler, String version) {
        assertThat(handler.handshakeFuture().cause()).isNull();
        assertThat(handler.handshakeFuture().isSuccess()).isTrue();
        assertThat(handler.engine().getSession().getProtocol()).isEqualTo(version);
    }

    private static TlsTrouble trouble(SslHandler handler) {
        assertThat(handler.handshakeFuture().isDone()).isTrue();
        return HandshakeTrouble.of(
                Objects.requireNonNull(handler.handshakeFuture().cause()));
    }

    private static TlsTrouble untrusted(String why) {
        return new TlsTrouble(TlsTrouble.Kind.UNTRUSTED, why);
    }
}
