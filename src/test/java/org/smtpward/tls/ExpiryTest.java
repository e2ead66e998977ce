package org.smtpward.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Wish;

class ExpiryTest {
    private static final X509Certificate CERTIFICATE = Authority.root("CN=root")
            .issue("CN=mx", Wish.ec("mx.example").lasting(Duration.ofDays(60)))
            .leaf();

    private final Instant end = CERTIFICATE.getNotAfter().toInstant();
    private final String day = end.atOffset(ZoneOffset.UTC).toLocalDate().toString();

    @Test
    void twoWeeksBeforeTheEndItIsTold() {
        assertThat(Expiry.warning(CERTIFICATE, end.minus(Duration.ofDays(14)))).isEmpty();
        assertThat(Expiry.warning(CERTIFICATE, end.minus(Duration.ofDays(14)).plusSeconds(1)))
                .contains("CN=mx expires in 13 days, on " + day);
    }

    @Test
    void untilItIsTooLate() {
        assertThat(Expiry.warning(CERTIFICATE, end)).contains("CN=mx expires in 0 days, on " + day);
        assertThat(Expiry.warnings(List.of(CERTIFICATE, CERTIFICATE), end.plusSeconds(1)))
                .containsExactly("CN=mx has expired on " + day, "CN=mx has expired on " + day);
    }
}
