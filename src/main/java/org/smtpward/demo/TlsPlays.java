package org.smtpward.demo;

import java.util.List;
import org.smtpward.tls.PlainClientHello;

/** Attacks on the border between plain text and TLS. */
final class TlsPlays {
    private TlsPlays() {}

    static List<Play> all() {
        return List.of(
                Play.attack(
                        "TLS ClientHello in the clear",
                        "Tsai 2017 (SSRF by SNI)",
                        "https to the SMTP port, with SMTP commands in the server name",
                        (caller, stage) -> {
                            caller.attackBegins();
                            caller.send(PlainClientHello.of("mail.example.test\r\n" + Mischief.session(stage)));
                            caller.readToTheEnd();
                        },
                        Evidence::ran),
                Play.attack(
                        "STARTTLS injection",
                        "CVE-2011-0411",
                        "behind STARTTLS, in the same segment, MAIL in the clear; then the handshake",
                        (caller, stage) -> {
                            caller.attackBegins();
                            caller.send("STARTTLS\r\n" + Mischief.MAIL + "\r\n");
                            if (caller.reply().startsWith("220")) {
                                caller.handshake();
                                caller.send("QUIT\r\n");
                            }
                            caller.readToTheEnd();
                        },
                        TlsPlays::injected));
    }

    private static Outcome injected(Evidence evidence) {
        Outcome ran = evidence.ran();
        boolean goesOn =
                evidence.toAttack().size() == 2 && evidence.toAttack().getLast().startsWith("221");
        return !ran.worked() && goesOn ? Outcome.failed("thrown away, TLS goes on without it") : ran;
    }
}
