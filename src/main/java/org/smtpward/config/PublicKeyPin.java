package org.smtpward.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The hash by which a public key is known (RFC 7469 §2.4).
 *
 * @param sha256 of the SubjectPublicKeyInfo, in hexadecimal
 */
public record PublicKeyPin(String sha256) {
    static final String EXPECTED = "\"sha256/\" and 44 characters of base64, as smtpward check prints it";

    private static final String PREFIX = "sha256/";
    private static final int OCTETS = 32;

    /** The pin of this key. */
    public static PublicKeyPin of(PublicKey key) {
        try {
            return ofHash(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static PublicKeyPin ofHash(byte[] sha256) {
        return new PublicKeyPin(HexFormat.of().formatHex(sha256));
    }

    static PublicKeyPin parse(String text) {
        byte[] hash = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "");
        if (hash.length != OCTETS) {
            throw new IllegalArgumentException("not a pin: " + text);
        }
        return ofHash(hash);
    }

    /** The hash itself. */
    public byte[] octets() {
        return HexFormat.of().parseHex(sha256);
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return PREFIX + Base64.getEncoder().encodeToString(octets());
    }
}
