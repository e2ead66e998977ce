package org.smtpward.probe;

import java.util.List;
import org.smtpward.probe.Check.Needs;

/**
 * Octets that come before their turn. Groups that RFC 2920 allows are nobody's fault and not played; the first two are lax, not
 * a hole; the last is what an attacker needs who sees no reply.
 */
final class Pipelining {
    private static final String RFC = "RFC 2920 3.1";
    private static final int EARLY_TALKS = 3;

    private Pipelining() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "early-talk",
                        Threat.PIPELINING,
                        "Talking before the greeting",
                        "RFC 5321 3.1",
                        Needs.CLEAR,
                        Pipelining::earlyTalk),
                new Check(
                        "behind-ehlo",
                        Threat.PIPELINING,
                        "A command behind EHLO, in its segment",
                        RFC,
                        Needs.NOTHING,
                        Pipelining::behindHello),
                new Check(
                        "one-segment",
                        Threat.PIPELINING,
                        "A whole session in one segment",
                        RFC + ", sendmail 8.18.1",
                        Needs.DELIVERY,
                        Pipelining::oneSegment));
    }

    /** A server without a pause does not always see it in time: it is safe if it ever does. */
    private static Verdict earlyTalk(Conversations server) throws OffScript {
        Verdict verdict = earlyTalkOnce(server);
        for (int i = 1; i < EARLY_TALKS && verdict instanceof Verdict.Note; i++) {
            verdict = earlyTalkOnce(server);
        }
        return verdict;
    }

    private static Verdict earlyTalkOnce(Conversations server) throws OffScript {
        try (Conversation conversation = server.connected()) {
            conversation.send("EHLO " + server.target().hello() + "\r\n");
            Heard greeting = conversation.hear();
            if (greeting instanceof Heard.Reply reply && reply.isPositive()) {
                return laxOrNot(conversation.hear(), "answered as if in turn");
            }
            return laxOrNot(greeting, "");
        }
    }

    private static Verdict behindHello(Conversations server) throws OffScript {
        try (Conversation conversation = server.greeted()) {
            conversation.send("EHLO " + server.target().hello() + "\r\nNOOP\r\n");
            Heard hello = conversation.hear();
            if (hello instanceof Heard.Reply reply && reply.isPositive()) {
                return laxOrNot(conversation.hear(), "run before the client can know the answer to EHLO");
            }
            return laxOrNot(hello, "");
        }
    }

    private static Verdict laxOrNot(Heard heard, String lax) {
        return switch (heard) {
            case Heard.Reply reply ->
                reply.isCarriedOut() ? new Verdict.Note(lax) : new Verdict.Safe("refused: " + reply.shown());
            case Heard.Closed closed -> new Verdict.Safe(closed.shown());
            case Heard.Silence silence -> new Verdict.Unclear(silence.shown());
            case Heard.Nonsense nonsense -> new Verdict.Unclear(nonsense.shown());
        };
    }

    private static Verdict oneSegment(Conversations server) throws OffScript {
        String mailbox = server.target().sender();
        try (Conversation conversation = server.fresh()) {
            conversation.send(String.join(
                    "\r\n",
                    "EHLO " + server.target().hello(),
                    "MAIL FROM:<" + mailbox + ">",
                    "RCPT TO:<" + mailbox + ">",
                    "DATA",
                    Mail.text(mailbox),
                    ".",
                    ""));
            return judge(conversation);
        }
    }

    private static Verdict judge(Conversation conversation) throws OffScript {
        boolean data = false;
        // EHLO, MAIL, RCPT, DATA, the mail.
        for (int i = 0; i < 5; i++) {
            Heard heard = conversation.hear();
            if (!(heard instanceof Heard.Reply reply)) {
                return laxOrNot(heard, "");
            }
            if (reply.code() / 100 > 3) {
                return reply.code() / 100 == 4 && reply.code() != 421
                        ? new Verdict.Unclear(reply.shown())
                        : new Verdict.Safe("refused: " + reply.shown());
            }
            if (data && reply.isCarriedOut()) {
                return new Verdict.Open("the mail is accepted: " + reply.shown());
            }
            data = reply.code() == 354;
        }
        return new Verdict.Unclear("other replies than to EHLO, MAIL, RCPT, DATA and a mail");
    }
}
