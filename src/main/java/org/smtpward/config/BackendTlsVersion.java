package org.smtpward.config;

/** A version of TLS that we speak with the backend, also one that is withdrawn (RFC 8996): it may be all that it has. */
public enum BackendTlsVersion {
    TLS_1_0("1.0"),
    TLS_1_1("1.1"),
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    private final String label;

    BackendTlsVersion(String label) {
        this.label = label;
    }

    /** The number in the configuration. */
    public String label() {
        return label;
    }
}
