package org.smtpward.lab;

/** The lab itself does not work: says nothing about what is tested. */
final class LabFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    LabFailure(String what) {
        super(what);
    }

    LabFailure(String what, Throwable cause) {
        super(what, cause);
    }
}
