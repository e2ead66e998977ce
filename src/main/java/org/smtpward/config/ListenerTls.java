package org.smtpward.config;

import java.util.Locale;

/** How clients of a listener come to TLS. */
public enum ListenerTls {
    /** Never: STARTTLS is not offered. */
    OFF,
    /** By STARTTLS (RFC 3207), when there is a certificate. */
    STARTTLS,
    /** From the first octet (RFC 8314 §3.3). */
    IMPLICIT,
    /** By the backend's own STARTTLS: we look at the ClientHello and pass on what we cannot read. */
    PASSTHROUGH;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
