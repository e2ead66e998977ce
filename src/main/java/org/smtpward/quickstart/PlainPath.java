package org.smtpward.quickstart;

import java.util.regex.Pattern;

/** Paths that need no quotes, neither in a shell nor in a configuration: others are named in words and never in a command. */
final class PlainPath {
    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9/._+@:=-]{1,250}");

    private PlainPath() {}

    static boolean is(String path) {
        return PLAIN.matcher(path).matches();
    }
}
