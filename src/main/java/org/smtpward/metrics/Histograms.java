package org.smtpward.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;

/** The bucket bounds of our durations: few, each a number that somebody would put into an alert. */
final class Histograms {
    private Histograms() {}

    /** From a backend on the same machine to sendmail's own patience with a connection. */
    static Timer backendConnect(MeterRegistry registry) {
        return timer(registry, MeterName.BACKEND_CONNECT, 1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000, 30_000);
    }

    /** From a port scan to a mailing list's connection that is kept open for an hour. */
    static Timer session(MeterRegistry registry) {
        return timer(
                registry,
                MeterName.SESSION_DURATION,
                100,
                500,
                1_000,
                5_000,
                10_000,
                30_000,
                60_000,
                300_000,
                900_000,
                3_600_000);
    }

    /** Above 10 ms mail is slower than without us; above a second clients notice. */
    static Timer eventLoopLag(MeterRegistry registry) {
        return timer(registry, MeterName.EVENT_LOOP_LAG, 1, 5, 10, 50, 100, 500, 1_000, 5_000);
    }

    private static Timer timer(MeterRegistry registry, MeterName meter, long... bucketMillis) {
        return Timer.builder(meter.registered())
                .description(meter.help())
                .serviceLevelObjectives(
                        Arrays.stream(bucketMillis).mapToObj(Duration::ofMillis).toArray(Duration[]::new))
                .register(registry);
    }
}
