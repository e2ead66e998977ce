package org.smtpward.sendmail;

/** A configuration file that cannot be used. The message names file and line and is safe for a terminal. */
public final class SendmailException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param file not yet printable */
    public SendmailException(String file, String what) {
        super(Printable.of(file) + ": " + what);
    }

    SendmailException(String file, int line, String what) {
        super("%s:%d: %s".formatted(Printable.of(file), line, what));
    }
}
