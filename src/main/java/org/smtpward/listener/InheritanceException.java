package org.smtpward.listener;

/** What the service manager has given us cannot be used. The message says to the operator what to change. */
public final class InheritanceException extends Exception {
    private static final long serialVersionUID = 1;

    InheritanceException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
