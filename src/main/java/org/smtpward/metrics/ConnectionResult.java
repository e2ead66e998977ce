package org.smtpward.metrics;

import java.util.Locale;

/** What the listener did with a new connection. */
public enum ConnectionResult {
    ACCEPTED,
    /** A limit was reached, or the proxy was being stopped. */
    REJECTED;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
