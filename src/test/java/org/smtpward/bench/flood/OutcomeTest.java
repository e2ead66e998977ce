package org.smtpward.bench.flood;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.smtpward.bench.client.Footprint;
import org.smtpward.bench.load.Ledger;

/** A flood was stood only if honest clients were served, memory was bounded, and nothing is left. */
class OutcomeTest {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final Footprint QUIET = new Footprint(100 * MEBIBYTE, 76, 20);

    @Test
    void stood() {
        assertThat(outcome(Optional.empty(), 200, 0, 84, 0).faults()).isEmpty();
    }

    @Test
    void notStood() {
        assertThat(outcome(Optional.of("connection closed"), 201, 1, 85, 2).faults())
                .containsExactly(
                        "honest sessions: connection closed",
                        "memory: 201 MiB, more than 200 MiB",
                        "sessions: 1 are left",
                        "descriptors: 76 before, 85 after",
                        "mail: 10 messages accepted, 2 lost, 0 doubled, 0 altered");
    }

    private static Outcome outcome(
            Optional<String> trouble, long mebibytes, long sessions, long descriptors, long lost) {
        var nanos = new Histogram(3);
        return new Outcome(
                "a flood",
                Duration.ofSeconds(1),
                0.5,
                nanos,
                nanos,
                nanos,
                trouble,
                0,
                QUIET,
                new Footprint(mebibytes * MEBIBYTE, 500, 20),
                new Footprint(100 * MEBIBYTE, descriptors, 20),
                200 * MEBIBYTE,
                sessions,
                Map.of(),
                new Ledger.Reconciliation(10, 10, 0, lost, 0, 0));
    }
}
