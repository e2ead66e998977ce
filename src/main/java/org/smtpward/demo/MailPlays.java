package org.smtpward.demo;

import java.io.IOException;
import java.util.List;

/** Honest mail, which must arrive as it was sent. */
final class MailPlays {
    static final String SENDER = "alice@client.example";

    /** Dots at the beginning of lines are stuffed; the last word is in UTF-8. */
    private static final String TEXT = """
            Date: Thu, 1 Jan 2026 00:00:00 +0000\r
            From: Alice <alice@client.example>\r
            Subject: honest mail\r
            \r
            This is a test mailing.\r
            ..\r
            .. and a dot before this line: gr\u00c3\u00bc\u00c3\u009fe\r
            """;

    private MailPlays() {}

    static List<Play> honest() {
        return List.of(
                honest(
                        "in the clear",
                        "EHLO, MAIL, RCPT, DATA, each after the reply to the one before",
                        MailPlays::deliver),
                honest("with STARTTLS", "the same inside TLS, EHLO twice", (caller, stage) -> {
                    caller.ask("EHLO client.example");
                    caller.startTls();
                    deliver(caller, stage);
                }),
                honest(
                        "pipelined",
                        "MAIL, RCPT, DATA in one segment, QUIT with the mail (RFC 2920)",
                        (caller, stage) -> {
                            caller.ask("EHLO client.example");
                            caller.send(envelope(stage) + "DATA\r\n");
                            caller.reply();
                            caller.reply();
                            caller.reply();
                            caller.send(TEXT + ".\r\nQUIT\r\n");
                            caller.readToTheEnd();
                        }));
    }

    /** A proxy that an attack has killed stops attacks too, but not like this. */
    static Play afterwards() {
        return honest("after the attacks", "as in the clear, once more", MailPlays::deliver);
    }

    private static Play honest(String name, String sends, Play.Script script) {
        return new Play(Play.Kind.HONEST, name, "RFC 5321", sends, script, MailPlays::arrived);
    }

    private static void deliver(Caller caller, Stage stage) throws IOException {
        caller.ask("EHLO client.example");
        for (String line : envelope(stage).split("\r\n")) {
            caller.ask(line);
        }
        caller.ask("DATA");
        caller.ask(TEXT + ".");
        caller.ask("QUIT");
    }

    static String envelope(Stage stage) {
        return "MAIL FROM:<" + SENDER + "> SIZE=" + TEXT.length() + "\r\nRCPT TO:<" + stage.recipient() + ">\r\n";
    }

    private static Outcome arrived(Evidence evidence) {
        List<String> replies = evidence.replies();
        boolean goodbye = !replies.isEmpty() && replies.getLast().startsWith("221");
        if (!goodbye || replies.size() < 2 || !replies.get(replies.size() - 2).startsWith("250")) {
            return Outcome.failed("not accepted: "
                    + replies.stream()
                            .filter(reply -> reply.matches("(?s)[45].*"))
                            .findFirst()
                            .map(evidence::plain)
                            .orElse(evidence.end()));
        }
        if (!evidence.recorded()) {
            return Outcome.worked("accepted: " + evidence.plain(replies.get(replies.size() - 2)));
        }
        List<StandIn.Message> messages = evidence.reached().messages();
        boolean same = messages.size() == 1
                && messages.getFirst().sender().equals(SENDER)
                && messages.getFirst().recipients().size() == 1
                && messages.getFirst().text().equals(TEXT);
        return same ? Outcome.worked("arrived, octet for octet") : Outcome.failed("arrived changed");
    }
}
