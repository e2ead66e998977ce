package org.smtpward.session;

import java.util.Locale;

/** When the connection to the backend gets TLS: {@code backend.tls}. */
public enum BackendTls {
    /** Never. */
    NEVER,
    /** When the client's connection gets it, so that sendmail's own TLS rules and Received lines stay true. */
    MIRROR,
    /** By STARTTLS of ours, before the client is greeted. */
    ALWAYS,
    /** From the first octet. */
    IMPLICIT;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing may go to the backend in the clear but what leads to TLS. */
    public boolean isDemanded() {
        return switch (this) {
            case NEVER, MIRROR -> false;
            case ALWAYS, IMPLICIT -> true;
        };
    }
}
