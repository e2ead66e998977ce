package org.smtpward.metrics;

import java.util.Locale;
import org.smtpward.session.TlsTrouble;

/** How a TLS handshake ended. */
public enum TlsResult {
    /** The peers agreed. */
    OK,
    /** They did not, or one of them left; of a client also: it took too long. */
    FAILED,
    /** A rule saw the client's ClientHello and ended it; the backend did not offer STARTTLS, or refused it. */
    REFUSED,
    /** The backend's certificate is not what {@code backend.tls-options.verify} demands. */
    UNTRUSTED,
    /** The backend took longer than {@code limits.tls-handshake}. */
    TIMEOUT,
    /** The client's did not begin: {@code limits.tls-handshakes}. */
    TOO_MANY;

    static TlsResult of(TlsTrouble.Kind kind) {
        return switch (kind) {
            case FAILED -> FAILED;
            case UNTRUSTED -> UNTRUSTED;
            case TIMEOUT -> TIMEOUT;
            case REFUSED -> REFUSED;
        };
    }

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
