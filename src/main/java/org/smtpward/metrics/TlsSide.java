package org.smtpward.metrics;

import java.util.Locale;

/** With whom a TLS handshake was made. */
public enum TlsSide {
    CLIENT,
    BACKEND;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
