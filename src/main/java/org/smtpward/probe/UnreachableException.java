package org.smtpward.probe;

/** No SMTP server that would talk to us. The message says why, for people. */
public final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreachableException(String why) {
        super(why, null, false, false);
    }
}
