package org.smtpward.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** The password of the user {@code admin}, as browsers and scrapers send it (HTTP Basic, RFC 7617). */
public final class Password {
    private static final String SCHEME = "basic ";
    private static final String USER = "admin";
    private static final int MIN = 12;
    private static final int MAX = 200;

    /** Of {@code admin:PASSWORD}; the password itself need not lie about in memory. */
    private final byte[] hash;

    private Password(byte[] hash) {
        this.hash = hash;
    }

    /**
     * The one in a file of one line, whose end does not count.
     *
     * @throws IllegalArgumentException says what is wrong with it, without a word of it
     */
    public static Password of(String file) {
        String line = file.endsWith("\r\n")
                ? file.substring(0, file.length() - 2)
                : file.endsWith("\n") ? file.substring(0, file.length() - 1) : file;
        if (line.length() < MIN || line.length() > MAX || line.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "must have one line of %d to %d characters, and no control characters".formatted(MIN, MAX));
        }
        return new Password(hash(USER + ":" + line));
    }

    /** Whether the header {@code Authorization} has it. Takes as long for a near miss as for any other. */
    boolean isIn(Optional<String> authorization) {
        return authorization.filter(this::fits).isPresent();
    }

    private boolean fits(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        try {
            byte[] sent =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
            return MessageDigest.isEqual(hash, hash(new String(sent, UTF_8)));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
