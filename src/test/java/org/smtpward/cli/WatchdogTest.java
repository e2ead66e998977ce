package org.smtpward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.events.LoggedLines;
import org.smtpward.real.Until;

/** When the service manager hears a heartbeat. */
class WatchdogTest {
    private static final long US = 4711;

    private final LinkedBlockingQueue<String> beats = new LinkedBlockingQueue<>();

    @Test
    void itBeatsAgainAndAgain() throws Exception {
        try (Watchdog watchdog = watchdog(Map.of("WATCHDOG_USEC", "20000", "WATCHDOG_PID", "4711"))) {
            watchdog.start(() -> CompletableFuture.completedFuture(null));
            for (int i = 0; i < 3; i++) {
                assertThat(beats.poll(60, TimeUnit.SECONDS)).isEqualTo("beat");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -,     -
            20000, 4710
            0,     4711
            x,     4711
            """)
    void whereNobodyAsksForItItDoesNotBeat(String interval, String process) throws Exception {
        Map<String, String> environment =
                interval == null ? Map.of() : Map.of("WATCHDOG_USEC", interval, "WATCHDOG_PID", process);
        try (Watchdog watchdog = watchdog(environment)) {
            watchdog.start(() -> {
                throw new AssertionError("nobody is to be asked");
            });
            assertThat(beats).isEmpty();
        }
    }

    /** One that hangs is not told of as alive; once it answers, it is. */
    @Test
    void itDoesNotBeatForAnEventLoopThatHangs() throws Exception {
        var hanging = new CompletableFuture<Void>();
        try (var lines = new LoggedLines(Watchdog.class.getName());
                Watchdog watchdog = watchdog(Map.of("WATCHDOG_USEC", "20000"))) {
            watchdog.start(() -> hanging);
            Until.soon(() -> !lines.texts().isEmpty(), () -> "a line");
            assertThat(lines.texts())
                    .singleElement()
                    .asString()
                    .startsWith("event=watchdog result=missed patience_ms=10 ");
            assertThat(beats).isEmpty();
            hanging.complete(null);
            assertThat(beats.poll(60, TimeUnit.SECONDS)).isEqualTo("beat");
        }
    }

    private Watchdog watchdog(Map<String, String> environment) {
        return Watchdog.of(environment, US, () -> beats.add("beat"));
    }
}
