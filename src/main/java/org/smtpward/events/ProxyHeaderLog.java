package org.smtpward.events;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why a trusted proxy's header was refused, at most once a minute: each of its connections may meet the same, and the
 * metric counts them all. Thread safe.
 */
public final class ProxyHeaderLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.smtpward.listener");

    private final OncePerMinute minute;

    /** @param clock nanoseconds that never go back */
    public ProxyHeaderLog(LongSupplier clock) {
        this.minute = new OncePerMinute(clock);
    }

    /** A connection of {@code proxy} was closed. */
    public void onRefused(String listener, String proxy, String why) {
        if (minute.isDue()) {
            LOG.warn(
                    "event=proxy-header result=refused listener={} proxy={} hint=\"told once a minute\" why=\"{}\"",
                    listener,
                    proxy,
                    why);
        }
    }
}
