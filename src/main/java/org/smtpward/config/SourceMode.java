package org.smtpward.config;

import java.util.Locale;

/** Whom the backend takes for its client. */
public enum SourceMode {
    /** Us, at an address of this machine; which one may depend on the client. */
    FIXED,
    /** The client itself: the connection is bound to its address (ip(7), IP_TRANSPARENT). */
    TRANSPARENT,
    /** The client, as a line of text before the greeting says (HAProxy's PROXY protocol, version 1). */
    PROXY_V1,
    /** The same in binary (version 2). */
    PROXY_V2;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
