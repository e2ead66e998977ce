package org.smtpward.config;

/** A value, or several together, that a record refuses; the message is for the operator. */
final class InvalidOption extends IllegalArgumentException {
    private final String key;

    /** For a converter, of its value; for a compact constructor, of its section as a whole. */
    InvalidOption(String message) {
        this("", message);
    }

    /**
     * For a compact constructor, of one key of its section.
     *
     * @param key the key that is to blame, seen from the section of the record
     */
    InvalidOption(String key, String message) {
        super(message);
        this.key = key;
    }

    String key() {
        return key;
    }

    /** What the operator reads. */
    String text() {
        return String.valueOf(getMessage());
    }
}
