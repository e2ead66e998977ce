package org.smtpward.config;

import java.util.Locale;

/** A setting that is off or on. */
public enum Switch {
    OFF,
    ON;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
