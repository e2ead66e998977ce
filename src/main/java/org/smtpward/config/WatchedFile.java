package org.smtpward.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that the configuration depends on. Its state is what is in it and who may read it: a key that was refused for its
 * mode is to be taken after the {@code chmod}, and one that everybody can read from now on is to be noticed.
 *
 * @param contents false for a file that is not read again at a reload: only its mode and owner count then
 */
record WatchedFile(Path path, boolean contents) {
    /** Stands for what is not there, and for pipes: what has been read from one is gone. */
    private static final String NOTHING = "";

    static WatchedFile whole(Path path) {
        return new WatchedFile(path, true);
    }

    static WatchedFile access(Path path) {
        return new WatchedFile(path, false);
    }

    /** The same text for the same state. A hash of what is in it, as a key should not lie about in memory. */
    String state() {
        return Files.isRegularFile(path) ? (contents ? hash() : NOTHING) + " " + modeAndOwner() : NOTHING;
    }

    private String modeAndOwner() {
        try {
            var attributes = Files.readAttributes(path, "unix:mode,uid,gid");
            return "%s %s %s".formatted(attributes.get("mode"), attributes.get("uid"), attributes.get("gid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException notHere) {
            return NOTHING;
        }
    }

    private String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(path)));
        } catch (IOException unreadable) {
            return NOTHING;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
