package org.smtpward.sendmail;

import java.util.Locale;

/** Text of a file for a terminal: printable ASCII as it is, anything else escaped, overlong text cut. */
public final class Printable {
    private static final int MAX = 200;

    private Printable() {}

    public static String of(String text) {
        var safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (safe.length() >= MAX) {
                return safe.append("...").toString();
            }
            if (c == '\t') {
                safe.append(' ');
            } else if (c >= ' ' && c < 0x7f) {
                safe.append(c);
            } else {
                safe.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
            }
        }
        return safe.toString();
    }
}
