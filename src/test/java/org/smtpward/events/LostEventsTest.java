package org.smtpward.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LostEventsTest {
    /** Clocks of nanoseconds may begin anywhere. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    private final AtomicInteger counted = new AtomicInteger();
    private final LostEvents losses = new LostEvents(counted::incrementAndGet, now::get);

    @Test
    void allAreCountedAndALineAMinuteSaysHowMany() {
        try (var lines = new LoggedLines(LostEvents.class.getName())) {
            losses.lost("No space left on device");
            losses.lost("No space left on device");
            now.addAndGet(Duration.ofSeconds(59).toNanos());
            losses.lost("No space left on device");
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            losses.lost("Connection refused");
            String hint = " hint=\"told once a minute; smtpward_events_dropped_total has all\" why=";
            assertThat(lines.texts())
                    .containsExactly(
                            "event=event-log result=lost events=1" + hint + "\"No space left on device\"",
                            "event=event-log result=lost events=3" + hint + "\"Connection refused\"");
        }
        assertThat(counted).hasValue(4);
    }
}
