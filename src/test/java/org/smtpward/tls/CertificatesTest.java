package org.smtpward.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.TlsOptions;
import org.smtpward.config.TlsVersion;
import org.smtpward.demo.ThrowAwayCertificate;

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
                .hasMessage("tls.certificates: cannot read the chain " + absent);
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
        assertThatThrownBy(() -> load(TlsVersion.TLS_1_2, pair(one.chain(), one.chain())))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("the key " + one.chain());
    }

    private static Certificates load(TlsVersion minVersion, CertificateFiles... pairs) throws CertificateException {
        return Certificates.load(new TlsOptions(List.of(pairs), List.of(), minVersion, List.of("smtp")));
    }

    private static CertificateFiles pair(Path chain, Path key) {
        return new CertificateFiles(chain, key);
    }
}
