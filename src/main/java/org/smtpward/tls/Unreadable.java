package org.smtpward.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Words for a file that cannot be read: who tried, why not, and the command that mends it. */
public final class Unreadable {
    private Unreadable() {}

    /** {@code cannot read FILE as user U: permission denied (rw------- root root); chgrp ...}, without a full stop. */
    public static String text(Path file, IOException why) {
        return text("", file, why);
    }

    /** Likewise; {@code what} stands before the file and ends in a space. */
    static String text(String what, Path file, IOException why) {
        String user = System.getProperty("user.name", "?");
        String text = "cannot read %s%s as user %s: ".formatted(what, file, user);
        if (why instanceof NoSuchFileException) {
            return text + "no such file";
        }
        if (why instanceof AccessDeniedException) {
            return text + "permission denied" + owner(file)
                    + "; as root: chgrp %s %s && chmod g+r %s".formatted(user, file, file);
        }
        return text + why.getMessage();
    }

    private static String owner(Path file) {
        try {
            var attributes = Files.readAttributes(file, PosixFileAttributes.class);
            return " (%s %s %s)"
                    .formatted(
                            PosixFilePermissions.toString(attributes.permissions()),
                            attributes.owner().getName(),
                            attributes.group().getName());
        } catch (IOException | UnsupportedOperationException hidden) {
            return " (or of a directory above it)";
        }
    }
}
