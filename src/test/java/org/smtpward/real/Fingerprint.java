package org.smtpward.real;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is kept of the octets of a mail: enough to tell whether two are the same. */
record Fingerprint(long octets, String sha256) {
    static Fingerprint of(byte[] octets) {
        return new Fingerprint(octets.length, HexFormat.of().formatHex(digest().digest(octets)));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
