package org.smtpward.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Meters are read from the text format. */
class MetersTest {
    private static final Meters METERS = Meters.parse("""
            # TYPE sessions gauge
            sessions{listener="smtp"} 3.0
            sessions{listener="smtps",tls="on"} 4.0
            sessions_max 9.0
            up 1.0
            """);

    @Test
    void seriesOfANameAreAddedUp() {
        assertThat(METERS.sum("sessions")).isEqualTo(7);
        assertThat(METERS.sum("up")).isEqualTo(1);
        assertThat(METERS.sum("nothing")).isZero();
    }

    @Test
    void onlyThoseWithALabel() {
        assertThat(METERS.sum("sessions", "listener=\"smtps\"", "tls=\"on\"")).isEqualTo(4);
    }
}
