package org.smtpward.events;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why a trusted proxy's header was refused, at most once a minute: each of its connections may meet the same, and the
 * metric counts them all. Thread safe.
 */
public final class ProxyHeaderLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.smtpward.listener");
    private static final long BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

    private final LongSupplier clock;
    private final AtomicLong next;

    /** @param clock nanoseconds that never go back */
    public ProxyHeaderLog(LongSupplier clock) {
        this.clock = clock;
        this.next = new AtomicLong(clock.getAsLong());
    }

    /** A connection of {@code proxy} was closed. */
    public void onRefused(String listener, String proxy, String why) {
        long now = clock.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + BETWEEN_LINES)) {
            LOG.warn(
                    "event=proxy-header result=refused listener={} proxy={} hint=\"told once a minute\" why=\"{}\"",
                    listener,
                    proxy,
                    why);
        }
    }
}
