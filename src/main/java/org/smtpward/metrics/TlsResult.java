package org.smtpward.metrics;

import java.util.Locale;

/** How a TLS handshake ended. */
public enum TlsResult {
    /** The peers agreed. */
    OK,
    /** They did not, or one of them left, or it took too long. */
    FAILED,
    /** A rule saw the ClientHello and ended it. */
    REFUSED,
    /** It did not begin: {@code limits.tls-handshakes}. */
    TOO_MANY;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
