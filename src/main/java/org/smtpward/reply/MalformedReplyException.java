package org.smtpward.reply;

/** The backend sent something that is no reply. The message says what, without an octet of it. */
public final class MalformedReplyException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedReplyException(String what) {
        super(what, null, false, false);
    }
}
