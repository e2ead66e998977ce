package org.smtpward.config;

import java.util.Locale;

/** What a line about an event looks like. */
public enum EventFormat {
    /** JSON with the field names of the Elastic Common Schema. */
    ECS,
    /** Words for people. */
    TEXT;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
