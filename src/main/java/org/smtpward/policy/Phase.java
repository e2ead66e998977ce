package org.smtpward.policy;

import java.util.Locale;

/** How far a session's protection had come when something happened: the label {@code phase}. */
public enum Phase {
    /** Connected, the backend's greeting has not been sent yet. */
    GREETING,
    /** Commands in the clear. */
    CLEAR,
    /** Between our 220 to STARTTLS, or the start of an implicit TLS connection, and the end of the handshake. */
    HANDSHAKE,
    /** Commands inside TLS. */
    TLS;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
