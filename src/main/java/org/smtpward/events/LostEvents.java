package org.smtpward.events;

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

    private final Runnable onLost;
    private final OncePerMinute minute;
    private final AtomicLong untold = new AtomicLong();

    /**
     * @param onLost called for each one
     * @param clock nanoseconds that never go back
     */
    LostEvents(Runnable onLost, LongSupplier clock) {
        this.onLost = onLost;
        this.minute = new OncePerMinute(clock);
    }

    /** One more. */
    void lost(String why) {
        onLost.run();
        untold.incrementAndGet();
        if (minute.isDue()) {
            LOG.warn(
                    "event=event-log result=lost events={} hint=\"told once a minute; smtpward_events_dropped_total has all\" why=\"{}\"",
                    untold.getAndSet(0),
                    why);
        }
    }
}
