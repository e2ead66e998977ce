package org.smtpward.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.CipherSuite;
import org.smtpward.config.ClientCertificateOptions;
import org.smtpward.config.TlsOptions;
import org.smtpward.config.TlsVersion;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Pair;
import org.smtpward.lab.Authority.Wish;

/** Which files can be used. */
class CertificatesTest {
    @TempDir
    private Path directory;

    @TempDir
    private Path otherDirectory;

    private ThrowAwayCertificate one;
    private ThrowAwayCertificate other;

    @BeforeEach
    void makeTwo() throws Exception {
        one = ThrowAwayCertificate.create(directory);
        other = ThrowAwayCertificate.create(otherDirectory);
    }

    @ParameterizedTest
    @EnumSource
    void aPairIsTaken(TlsVersion minVersion) throws Exception {
        Certificates certificates = load(minVersion, pair(one.chain(), one.key()), pair(other.chain(), other.key()));
        assertThat(certificates.isUsable()).isTrue();
        assertThat(certificates.leaves()).containsExactly(one.certificate(), other.certificate());
    }

    @ParameterizedTest
    @EnumSource
    void anRsaPairIsTaken(TlsVersion minVersion) throws Exception {
        Authority authority = Authority.root("CN=root");
        Pair rsa = authority.issue("CN=mx", Wish.rsa(2048, "mx.example")).write(directory, "rsa");
        Certificates certificates = load(minVersion, pair(rsa.chain(), rsa.key()));
        assertThat(certificates.isUsable()).isTrue();
    }

    /** It is then for TLS 1.3 alone. */
    @Test
    void aPairForWhichNoSuiteOfTls12IsOnIsTaken() throws Exception {
        List<CertificateFiles> ec = List.of(pair(one.chain(), one.key()));
        var options = new TlsOptions(
                ec,
                List.of(),
                TlsVersion.TLS_1_2,
                List.of(CipherSuite.ECDHE_RSA_AES128_GCM_SHA256),
                List.of("smtp"),
                ClientCertificateOptions.OFF);
        assertThat(Certificates.load(options).isUsable()).isTrue();
    }

    /** The OpenSSL engine takes them; no handshake would ever succeed. */
    @Test
    void theKeyOfAnotherCertificateIsRefused() {
        assertThatThrownBy(() -> load(TlsVersion.TLS_1_2, pair(one.chain(), other.key())))
                .isInstanceOf(CertificateException.class)
                .hasMessage("tls.certificates: the key %s does not work with the chain %s"
                        .formatted(other.key(), one.chain()));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path absent = directory.resolve("absent");
        assertThatThrownBy(() -> load(TlsVersion.TLS_1_2, pair(absent, one.key())))
                .isInstanceOf(CertificateException.class)
                .hasMessage("tls.certificates: cannot read the chain %s as user %s: no such file"
                        .formatted(absent, System.getProperty("user.name")));
        assertThatThrownBy(() -> load(TlsVersion.TLS_1_2, pair(one.chain(), absent)))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining(absent.toString());
    }

    @Test
    void aFileThatHoldsSomethingElseIsNamed() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThatThrownBy(() -> load(TlsVersion.TLS_1_2, pair(empty, one.key())))
                .isInstanceOf(CertificateException.class)
                .hasMessage("tls.certificates: no PEM certificate in " + empty);
        Path noKey = Files.copy(one.chain(), one.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(noKey, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> load(TlsVersion.TLS_1_2, pair(one.chain(), noKey)))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("the key " + noKey);
    }

    @Test
    void aKeyThatEverybodyCanReadIsRefused() throws Exception {
        Files.setPosixFilePermissions(one.key(), PosixFilePermissions.fromString("rw----r--"));
        assertThatThrownBy(() -> load(TlsVersion.TLS_1_2, pair(one.chain(), one.key())))
                .isInstanceOf(CertificateException.class)
                .hasMessage("tls.certificates: everybody on this machine can read the key %s; chmod o-r %s"
                        .formatted(one.key(), one.key()));
    }

    /** As Kubernetes mounts secrets: a link to a file that the group can read. */
    @Test
    void theGroupMayReadIt() throws Exception {
        Files.setPosixFilePermissions(one.key(), PosixFilePermissions.fromString("r--r-----"));
        Path link = Files.createSymbolicLink(directory.resolve("tls.key"), one.key());
        assertThat(load(TlsVersion.TLS_1_2, pair(one.chain(), link)).isUsable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIB\n"
                        + "-----END RSA PRIVATE KEY-----\n"
            })
    void anEncryptedKeyIsRefused(String pem) throws Exception {
        Files.writeString(one.key(), pem);
        assertThatThrownBy(() -> load(TlsVersion.TLS_1_2, pair(one.chain(), one.key())))
                .isInstanceOf(CertificateException.class)
                .hasMessage("tls.certificates: the key %s is encrypted, and nobody is there to ask for the passphrase;"
                                .formatted(one.key())
                        + " write it without: openssl pkey -in %s -out NEW".formatted(one.key()));
    }

    private static Certificates load(TlsVersion minVersion, CertificateFiles... pairs) throws CertificateException {
        return Certificates.load(new TlsOptions(
                List.of(pairs),
                List.of(),
                minVersion,
                CipherSuite.safe(),
                List.of("smtp"),
                ClientCertificateOptions.OFF));
    }

    private static CertificateFiles pair(Path chain, Path key) {
        return new CertificateFiles(chain, key);
    }
}
