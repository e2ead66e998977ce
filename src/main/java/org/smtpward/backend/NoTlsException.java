package org.smtpward.backend;

import java.io.IOException;

/** There is no TLS with the backend; the message says why in plain words. */
final class NoTlsException extends IOException {
    private static final long serialVersionUID = 1;

    NoTlsException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
