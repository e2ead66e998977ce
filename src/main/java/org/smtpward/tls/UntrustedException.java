package org.smtpward.tls;

import java.security.cert.CertificateException;

/** The backend's certificate is not what the configuration demands. The message is for the operator. */
final class UntrustedException extends CertificateException {
    private static final long serialVersionUID = 1;

    UntrustedException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
