package org.smtpward.metrics;

import java.util.Locale;

/** One of the four ways that octets take through the proxy. */
public enum Leg {
    CLIENT_TO_PROXY,
    PROXY_TO_BACKEND,
    BACKEND_TO_PROXY,
    PROXY_TO_CLIENT;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
