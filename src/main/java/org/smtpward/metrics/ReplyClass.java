package org.smtpward.metrics;

import java.util.Optional;

/** The first digit of a reply code (RFC 5321 §4.2.1). */
public enum ReplyClass {
    SUCCESS("2xx"),
    INTERMEDIATE("3xx"),
    TRANSIENT_FAILURE("4xx"),
    PERMANENT_FAILURE("5xx");

    private static final ReplyClass[] CLASSES = values();

    private final String label;

    ReplyClass(String label) {
        this.label = label;
    }

    /** The label. */
    public String label() {
        return label;
    }

    /** The class of {@code code}; empty for what is no reply code of SMTP. */
    public static Optional<ReplyClass> of(int code) {
        return code >= 200 && code < 600 ? Optional.of(CLASSES[code / 100 - 2]) : Optional.empty();
    }
}
