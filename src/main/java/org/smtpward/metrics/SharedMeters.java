package org.smtpward.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Tells of what nodes share. */
public final class SharedMeters {
    private final Counter failures;
    private volatile boolean up;
    private volatile int nodes = 1;
    private volatile int bans;

    SharedMeters(MeterRegistry registry) {
        failures = Counter.builder(MeterName.REDIS_FAILURES.registered())
                .description(MeterName.REDIS_FAILURES.help())
                .register(registry);
        Gauge.builder(MeterName.REDIS_UP.registered(), () -> up ? 1 : 0)
                .description(MeterName.REDIS_UP.help())
                .register(registry);
        Gauge.builder(MeterName.NODES.registered(), () -> nodes)
                .description(MeterName.NODES.help())
                .register(registry);
        Gauge.builder(MeterName.BANS.registered(), () -> bans)
                .description(MeterName.BANS.help())
                .register(registry);
    }

    /** Redis answered, or not. */
    public void redis(boolean answered) {
        up = answered;
        if (!answered) {
            failures.increment();
        }
    }

    /** So many nodes count together. */
    public void nodes(int count) {
        nodes = count;
    }

    /** So many bans are in force. */
    public void bans(int count) {
        bans = count;
    }
}
