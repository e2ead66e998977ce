package org.smtpward.config;

import java.util.Arrays;
import java.util.List;

/**
 * A cipher suite of TLS 1.2 that can be had; its label is OpenSSL's name. The three of TLS 1.3 are always on: there is
 * nothing to be chosen among them. No suite with 3DES, RC4, DHE or without encryption is here, since BoringSSL has none.
 */
public enum CipherSuite {
    ECDHE_ECDSA_AES128_GCM_SHA256(0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    ECDHE_RSA_AES128_GCM_SHA256(0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    ECDHE_ECDSA_AES256_GCM_SHA384(0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    ECDHE_RSA_AES256_GCM_SHA384(0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    ECDHE_ECDSA_CHACHA20_POLY1305(0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
    ECDHE_RSA_CHACHA20_POLY1305(0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
    ECDHE_ECDSA_AES128_SHA(0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    ECDHE_RSA_AES128_SHA(0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
    ECDHE_ECDSA_AES256_SHA(0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
    ECDHE_RSA_AES256_SHA(0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
    AES128_GCM_SHA256(0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256"),
    AES256_GCM_SHA384(0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384"),
    AES128_SHA(0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"),
    AES256_SHA(0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA");

    private final int code;
    private final String standardName;

    CipherSuite(int code, String standardName) {
        this.code = code;
        this.standardName = standardName;
    }

    /** What has a new key for each session, and no CBC: a recorded session stays closed when the key is stolen. */
    public static List<CipherSuite> safe() {
        return Arrays.stream(values()).filter(CipherSuite::isSafe).toList();
    }

    /** As OpenSSL calls it, and the configuration. */
    public String label() {
        return name().replace('_', '-');
    }

    /** The number in a ClientHello. */
    public int code() {
        return code;
    }

    /** As IANA and Java call it. */
    public String standardName() {
        return standardName;
    }

    /** Whether it needs a certificate with an elliptic curve key; otherwise it needs RSA. */
    public boolean isForEllipticCurves() {
        return name().startsWith("ECDHE_ECDSA");
    }

    /** ECDHE, and an AEAD. */
    public boolean isSafe() {
        return name().startsWith("ECDHE") && !name().endsWith("_SHA");
    }
}
