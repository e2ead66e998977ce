package org.smtpward.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

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
        String seen = Ownership.of(file);
        return seen.isEmpty() ? " (or of a directory above it)" : seen;
    }
}
