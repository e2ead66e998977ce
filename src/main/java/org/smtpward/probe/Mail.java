package org.smtpward.probe;

/** The mail that a mailbox gets when the tester names one. */
final class Mail {
    private Mail() {}

    /** Without an end, and without the CRLF before it. */
    static String text(String mailbox) {
        return String.join(
                "\r\n",
                "From: <" + mailbox + ">",
                "To: <" + mailbox + ">",
                "Subject: smtpward probe",
                "",
                "A test of this mail server, by who named this mailbox to smtpward probe. Delete it.");
    }
}
