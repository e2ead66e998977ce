package org.smtpward.network;

/** A program of the system did not do what we asked; the message says which, and what it said. */
public class NetworkException extends Exception {
    private static final long serialVersionUID = 1L;

    NetworkException(String message) {
        super(message);
    }

    /** What is there cannot even be seen without root. */
    public static final class NotPermitted extends NetworkException {
        private static final long serialVersionUID = 1L;

        NotPermitted(String message) {
            super(message);
        }
    }
}
