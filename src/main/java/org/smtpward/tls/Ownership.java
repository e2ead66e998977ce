package org.smtpward.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Mode, owner and group of a file, for messages about access. */
public final class Ownership {
    private Ownership() {}

    /** {@code " (rw------- root root)"}, or nothing where it cannot be seen. */
    public static String of(Path file) {
        try {
            var attributes = Files.readAttributes(file, PosixFileAttributes.class);
            return " (%s %s %s)"
                    .formatted(
                            PosixFilePermissions.toString(attributes.permissions()),
                            attributes.owner().getName(),
                            attributes.group().getName());
        } catch (IOException | UnsupportedOperationException hidden) {
            return "";
        }
    }
}
