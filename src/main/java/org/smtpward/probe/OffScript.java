package org.smtpward.probe;

/** The server did not do what every SMTP server does, so that a check could not come to its question. */
final class OffScript extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * @param moment what we had said, in a word
     * @param what came, fit for people
     */
    OffScript(String moment, String what) {
        super(moment + ": " + what, null, false, false);
    }

    OffScript(String moment, Heard heard) {
        this(moment, heard.shown());
    }

    /** Not null, as it is for exceptions in general. */
    String what() {
        return String.valueOf(getMessage());
    }
}
