package org.smtpward.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThrowAwayCertificateTest {
    @TempDir
    Path directory;

    @Test
    void isWhatItsFilesSay() throws Exception {
        ThrowAwayCertificate made = ThrowAwayCertificate.create(directory);
        try (var chain = Files.newInputStream(made.chain())) {
            assertThat(CertificateFactory.getInstance("X.509").generateCertificate(chain))
                    .isEqualTo(made.certificate());
        }
        assertThat(made.key()).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(made.certificate().getSubjectAlternativeNames().toString())
                .contains("mail.example.test", "localhost");
        assertThat(made.certificate().getNotAfter().toInstant())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
        made.certificate().verify(made.certificate().getPublicKey());
    }
}
