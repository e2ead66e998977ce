package org.smtpward.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A cipher suite of TLS 1.2 and older that our engine has, the best first. */
public enum BackendCipher {
    ECDHE_ECDSA_AES256_GCM("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    ECDHE_ECDSA_AES128_GCM("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    ECDHE_ECDSA_CHACHA20("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
    ECDHE_RSA_AES256_GCM("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    ECDHE_RSA_AES128_GCM("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    ECDHE_RSA_CHACHA20("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
    ECDHE_ECDSA_AES256("ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
    ECDHE_ECDSA_AES128("ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    ECDHE_RSA_AES256("ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
    ECDHE_RSA_AES128("ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
    RSA_AES256_GCM("AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384"),
    RSA_AES128_GCM("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
    RSA_AES256("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"),
    RSA_AES128("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA");

    private final String openSslName;
    private final String ianaName;

    BackendCipher(String openSslName, String ianaName) {
        this.openSslName = openSslName;
        this.ianaName = ianaName;
    }

    /** As {@code openssl ciphers} has it. */
    public String openSslName() {
        return openSslName;
    }

    /** As IANA has registered it. */
    public String ianaName() {
        return ianaName;
    }

    /** By either name. */
    static BackendCipher of(String name) {
        Optional<BackendCipher> found = Arrays.stream(values())
                .filter(cipher -> name.equals(cipher.openSslName) || name.equals(cipher.ianaName))
                .findFirst();
        return found.orElseThrow(
                () -> new InvalidOption("no cipher that there is for the backend (DHE, 3DES, RC4, export"
                        + " and anonymous ones are not); known: "
                        + Arrays.stream(values())
                                .map(BackendCipher::openSslName)
                                .collect(Collectors.joining(", "))));
    }
}
