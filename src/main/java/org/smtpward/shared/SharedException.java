package org.smtpward.shared;

/** Redis could not be asked, or what stands in it stands in the way; the message is for the operator. */
public final class SharedException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean configuration;

    SharedException(String message) {
        this(message, false);
    }

    /** @param configuration whether it has to be changed first */
    SharedException(String message, boolean configuration) {
        super(message);
        this.configuration = configuration;
    }

    SharedException(String message, Throwable cause) {
        super(message, cause);
        this.configuration = false;
    }

    /** Whether the configuration has to be changed first. */
    public boolean isConfiguration() {
        return configuration;
    }

    /** What the operator reads. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
