package org.smtpward.events;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.smtpward.session.TlsTrouble;
import org.smtpward.session.TlsTrouble.Kind;

class BackendTlsLogTest {
    /** Clocks of nanoseconds may begin anywhere. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    private final BackendTlsLog log = new BackendTlsLog(now::get);

    @Test
    void oneLineAMinuteForEachKind() {
        try (var lines = new LoggedLines("org.smtpward.backend")) {
            tell(Kind.UNTRUSTED, "its certificate is not for mail.example");
            tell(Kind.UNTRUSTED, "again");
            tell(Kind.TIMEOUT, "it took longer than limits.tls-handshake");
            now.addAndGet(Duration.ofSeconds(59).toNanos());
            tell(Kind.UNTRUSTED, "and again");
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            tell(Kind.UNTRUSTED, "a minute later");
            assertThat(lines.levels()).containsOnly(Level.WARN);
            String hint = " session=k3v9-17 hint=\"told once a minute; smtpward check tells more\" why=";
            assertThat(lines.texts())
                    .containsExactly(
                            "event=backend-tls result=untrusted" + hint + "\"its certificate is not for mail.example\"",
                            "event=backend-tls result=timeout" + hint + "\"it took longer than limits.tls-handshake\"",
                            "event=backend-tls result=untrusted" + hint + "\"a minute later\"");
        }
    }

    private void tell(Kind kind, String why) {
        log.onTrouble(ASession.inTheClear(), new TlsTrouble(kind, why));
    }
}
