package org.smtpward.events;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts events that are lost, and says so and why at most once a minute: an attacker makes thousands a second. Thread
 * safe; never blocks.
 */
final class LostEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LostEvents.class);
    private static final long BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

    private final Runnable onLost;
    private final LongSupplier clock;
    private final AtomicLong next;
    private final AtomicLong untold = new AtomicLong();

    /**
     * @param onLost called for each one
     * @param clock nanoseconds that never go back
     */
    LostEvents(Runnable onLost, LongSupplier clock) {
        this.onLost = onLost;
        this.clock = clock;
        this.next = new AtomicLong(clock.getAsLong());
    }

    /** One more. */
    void lost(String why) {
        onLost.run();
        untold.incrementAndGet();
        long now = clock.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + BETWEEN_LINES)) {
            LOG.warn(
                    "event=event-log result=lost events={} hint=\"told once a minute; smtpward_events_dropped_total has all\" why=\"{}\"",
                    untold.getAndSet(0),
                    why);
        }
    }
}
