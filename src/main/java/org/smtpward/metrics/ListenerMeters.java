package org.smtpward.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.smtpward.listener.ConnectionResult;

/** Counts the connections and sessions of one listener. */
public final class ListenerMeters {
    private final Map<ConnectionResult, Counter> connections = new EnumMap<>(ConnectionResult.class);
    private final AtomicInteger active = new AtomicInteger();
    private final Timer sessionDuration;

    ListenerMeters(MeterRegistry registry, String listener, Timer sessionDuration) {
        for (ConnectionResult result : ConnectionResult.values()) {
            connections.put(result, counter(registry, listener, result));
        }
        this.sessionDuration = sessionDuration;
        Gauge.builder(MeterName.SESSIONS_ACTIVE.registered(), active::get)
                .description(MeterName.SESSIONS_ACTIVE.help())
                .tag("listener", listener)
                .register(registry);
    }

    /** A connection came, and this became of it. */
    public void connection(ConnectionResult result) {
        Objects.requireNonNull(connections.get(result)).increment();
    }

    /** A session began. */
    public void sessionStarted() {
        active.incrementAndGet();
    }

    /** A session that began is over; it lasted {@code duration}. */
    public void sessionEnded(Duration duration) {
        active.decrementAndGet();
        sessionDuration.record(duration);
    }

    /** How many sessions are open. */
    public int active() {
        return active.get();
    }

    private static Counter counter(MeterRegistry registry, String listener, ConnectionResult result) {
        return Counter.builder(MeterName.CONNECTIONS.registered())
                .description(MeterName.CONNECTIONS.help())
                .tag("listener", listener)
                .tag("result", result.label())
                .register(registry);
    }
}
