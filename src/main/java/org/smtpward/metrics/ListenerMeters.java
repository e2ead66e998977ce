package org.smtpward.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections and sessions of one listener. */
public final class ListenerMeters {
    private final Counter accepted;
    private final Counter rejected;
    private final AtomicInteger active = new AtomicInteger();
    private final Timer sessionDuration;

    ListenerMeters(MeterRegistry registry, String listener, Timer sessionDuration) {
        this.accepted = connections(registry, listener, ConnectionResult.ACCEPTED);
        this.rejected = connections(registry, listener, ConnectionResult.REJECTED);
        this.sessionDuration = sessionDuration;
        Gauge.builder(MeterName.SESSIONS_ACTIVE.registered(), active::get)
                .description(MeterName.SESSIONS_ACTIVE.help())
                .tag("listener", listener)
                .register(registry);
    }

    /** A connection was admitted. */
    public void connectionAccepted() {
        accepted.increment();
    }

    /** A connection was turned away. */
    public void connectionRejected() {
        rejected.increment();
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

    private static Counter connections(MeterRegistry registry, String listener, ConnectionResult result) {
        return Counter.builder(MeterName.CONNECTIONS.registered())
                .description(MeterName.CONNECTIONS.help())
                .tag("listener", listener)
                .tag("result", result.label())
                .register(registry);
    }
}
