package org.smtpward.metrics;

import java.util.Arrays;

/** The version that a TLS handshake came to, under the names that the JDK gives them. */
public enum TlsProtocol {
    TLS_1_0("TLSv1"),
    TLS_1_1("TLSv1.1"),
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3"),
    /** The handshake ended before there was one. */
    NONE("none");

    private final String label;

    TlsProtocol(String label) {
        this.label = label;
    }

    /** The label. */
    public String label() {
        return label;
    }

    /** The version that {@link javax.net.ssl.SSLSession#getProtocol} calls {@code name}, else {@link #NONE}. */
    public static TlsProtocol of(String name) {
        return Arrays.stream(values())
                .filter(version -> version.label.equals(name))
                .findFirst()
                .orElse(NONE);
    }
}
