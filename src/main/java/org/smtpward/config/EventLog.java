package org.smtpward.config;

import java.util.Locale;

/** Where the events go. */
public enum EventLog {
    /** One JSON line each to the standard output. */
    STDOUT,
    /** Nowhere; metrics still count them. */
    NONE;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
