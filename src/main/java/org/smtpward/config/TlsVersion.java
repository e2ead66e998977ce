package org.smtpward.config;

/** A version of TLS that we speak with clients; older ones are withdrawn (RFC 8996). */
public enum TlsVersion {
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    private final String label;

    TlsVersion(String label) {
        this.label = label;
    }

    /** The number in the configuration. */
    public String label() {
        return label;
    }
}
