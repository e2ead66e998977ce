package org.smtpward.tls;

import java.util.Locale;

/**
 * One thing that was looked at, in words for the operator.
 *
 * @param severity how bad it is
 * @param text what was found
 */
public record Finding(Severity severity, String text) {
    /** How bad it is. */
    public enum Severity {
        OK,
        /** It works, and should be seen to. */
        WARNING,
        /** With that smtpward does not start. */
        ERROR;

        /** As it is printed. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding ok(String text) {
        return new Finding(Severity.OK, text);
    }

    static Finding warning(String text) {
        return new Finding(Severity.WARNING, text);
    }

    public static Finding error(String text) {
        return new Finding(Severity.ERROR, text);
    }
}
