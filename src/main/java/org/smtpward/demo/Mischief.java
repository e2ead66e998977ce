package org.smtpward.demo;

import java.util.List;

/** What the attacker wants the server to run. */
final class Mischief {
    static final String SENDER = "evil@attacker.example";

    private static final String HELLO = "EHLO attacker.example";
    static final String MAIL = "MAIL FROM:<" + SENDER + ">";
    private static final String RCPT = "RCPT TO:<victim@example.test>";

    /** Those commands that nobody else sends. */
    static final List<String> COMMANDS = List.of(HELLO, MAIL, RCPT);

    private Mischief() {}

    /** A whole session. A real server gets no mail out of it. */
    static String session(Stage stage) {
        return HELLO + "\r\n" + transaction(stage) + "QUIT\r\n";
    }

    /** One mail. A real server gets none. */
    static String transaction(Stage stage) {
        return MAIL + "\r\n" + RCPT + "\r\n"
                + (stage.isPretended()
                        ? "DATA\r\nSubject: not from bob\r\n\r\nno mail program wrote this\r\n.\r\n"
                        : "RSET\r\n");
    }
}
