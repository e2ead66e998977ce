package org.smtpward.config;

import java.util.Locale;

/** When the connection to the backend gets TLS. */
public enum BackendTls {
    /** Never. */
    NEVER,
    /** When the client's connection gets it, so that sendmail's own TLS rules and Received lines stay true. */
    MIRROR;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
