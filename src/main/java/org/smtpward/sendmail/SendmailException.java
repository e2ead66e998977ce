package org.smtpward.sendmail;

/** A configuration file that cannot be used. The text names file and line and is safe for a terminal. */
public final class SendmailException extends Exception {
    private static final long serialVersionUID = 1;

    private final String text;

    private SendmailException(String text) {
        super(text);
        this.text = text;
    }

    /** @param file not yet printable */
    public SendmailException(String file, String what) {
        this(Printable.of(file) + ": " + what);
    }

    SendmailException(String file, int line, String what) {
        this("%s:%d: %s".formatted(Printable.of(file), line, what));
    }

    /** The message, which is never null. */
    public String text() {
        return text;
    }
}
