package org.smtpward.listener;

import java.util.Locale;

/** What became of a new connection at the door; the labels are those of the metrics. */
public enum ConnectionResult {
    ACCEPTED,
    /** {@code limits.connections}. */
    TOO_MANY,
    /** {@code limits.connections-per-address}. */
    TOO_MANY_FROM_ADDRESS,
    /** {@code limits.connection-rate}. */
    TOO_FAST_FROM_ADDRESS,
    /** The site has banned its network ({@code smtpward bans}). */
    BANNED,
    /** A trusted proxy sent no header of the PROXY protocol, or one that cannot be true. */
    BAD_PROXY_HEADER,
    /** A trusted proxy left before its header had come: mostly it only wanted to know whether we listen. */
    GONE,
    /** The backend is not known to be safe, or the proxy is being stopped. */
    CLOSED;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
