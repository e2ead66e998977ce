package org.smtpward.shared;

/** Redis could not be asked, or what stands in it stands in the way; the message is for the operator. */
public final class SharedException extends Exception {
    private static final long serialVersionUID = 1;

    SharedException(String message) {
        super(message);
    }

    SharedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the operator reads. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
