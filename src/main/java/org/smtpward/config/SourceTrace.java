package org.smtpward.config;

import java.util.Locale;

/** Trace information that is put on top of mail, where the backend does not see the client's address. */
public enum SourceTrace {
    /** None: mail data passes as it came. */
    OFF,
    /** A Received field (RFC 5321 §4.4) with the client's address. */
    RECEIVED;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
