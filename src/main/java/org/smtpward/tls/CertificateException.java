package org.smtpward.tls;

/** A certificate or key that cannot be used. The message names the file and is meant for the operator. */
public final class CertificateException extends Exception {
    private static final long serialVersionUID = 1;

    CertificateException(String message) {
        super(message);
    }

    CertificateException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
