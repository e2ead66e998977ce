package org.smtpward.config;

import java.util.Locale;

/** Where the events go. */
public enum EventLog {
    /** A line each to the standard output. */
    STDOUT,
    /** A line each to a file of their own, {@link EventFileOptions}. */
    FILE,
    /** A message each to a syslog receiver, {@link SyslogOptions}. */
    SYSLOG,
    /** Nowhere; metrics still count them. */
    NONE;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
