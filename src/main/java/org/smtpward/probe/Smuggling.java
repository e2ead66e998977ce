package org.smtpward.probe;

import java.util.List;
import java.util.stream.Stream;
import org.smtpward.probe.Check.Needs;

/**
 * Text that a server takes for commands: mail data that ends where it should not (only CRLF.CRLF ends it, RFC 5321 §4.1.1.4),
 * and a line of which the rest is a line of its own. What a server passes on to the next one cannot be seen from outside.
 */
final class Smuggling {
    private static final String CVE = "CVE-2023-51765";

    /** sendmail's line buffer for AUTH: what stands behind it is the next command. */
    private static final int AUTH_BUFFER_OCTETS = 12_287;

    private Smuggling() {}

    static List<Check> all() {
        Stream<Check> ends = Stream.of(
                end("lf-lf", "LF . LF", "\n.\n"),
                end("lf-crlf", "LF . CRLF", "\n.\r\n"),
                end("crlf-lf", "CRLF . LF", "\r\n.\n"),
                end("cr-cr", "CR . CR", "\r.\r"),
                end("cr-crlf", "CR . CRLF", "\r.\r\n"),
                end("crlf-cr", "CRLF . CR", "\r\n.\r"),
                end("nul", "CR NUL LF . CRLF", "\r\0\n.\r\n"),
                check("smuggling-7bit", "End of data by 0xAE and BODY=7BIT", Needs.DELIVERY, Smuggling::sevenBit));
        Stream<Check> line = Stream.of(new Check(
                "long-line",
                Threat.SMUGGLING,
                "What follows 12,287 octets of AUTH",
                "sendmail's line buffer",
                Needs.NOTHING,
                Smuggling::longLine));
        return Stream.concat(ends, line).toList();
    }

    private static Check end(String id, String octets, String end) {
        return check("smuggling-" + id, "End of data by " + octets, Needs.DELIVERY, server -> data(server, "", end));
    }

    private static Check check(String id, String name, Needs needs, Check.Dialogue dialogue) {
        return new Check(id, Threat.SMUGGLING, name, CVE, needs, dialogue);
    }

    /** sendmail strips the eighth bit of such mail: 0xAE becomes a dot. */
    private static Verdict sevenBit(Conversations server) throws OffScript {
        return data(server, " BODY=7BIT", "\r\n\u00ae\r\n");
    }

    private static Verdict data(Conversations server, String parameter, String end) throws OffScript {
        String mailbox = server.target().sender();
        try (Conversation conversation = server.mailing()) {
            conversation.demand("MAIL FROM:<" + mailbox + ">" + parameter);
            conversation.demand("RCPT TO:<" + mailbox + ">");
            conversation.send("DATA\r\n");
            conversation.demandReply("DATA", 3);
            conversation.send(Mail.text(mailbox) + end + "NOOP\r\n");
            return judge(conversation, conversation.hearIfAny());
        }
    }

    private static Verdict judge(Conversation conversation, Heard heard) {
        return switch (heard) {
            case Heard.Reply reply -> reply.isCarriedOut() ? ends(reply) : refused(conversation, reply);
            case Heard.Closed closed -> new Verdict.Safe(closed.shown());
            case Heard.Silence silence -> trueEnd(conversation);
            case Heard.Nonsense nonsense -> new Verdict.Unclear(nonsense.shown());
        };
    }

    private static Verdict ends(Heard.Reply reply) {
        return new Verdict.Open("ends the mail, what follows is a command: " + reply.shown());
    }

    /** A mail that is not wanted may have ended too: then the command behind it is answered. */
    private static Verdict refused(Conversation conversation, Heard.Reply refusal) {
        return conversation.hearIfAny() instanceof Heard.Reply next && next.isCarriedOut()
                ? ends(next)
                : new Verdict.Safe("refused: " + refusal.shown());
    }

    /** A slow server may have found an end before this one: then it has a reply too many. */
    private static Verdict trueEnd(Conversation conversation) {
        conversation.send("\r\n.\r\n");
        return switch (conversation.hear()) {
            case Heard.Reply reply ->
                conversation.hearIfAny() instanceof Heard.Reply next
                        ? ends(next)
                        : new Verdict.Safe("no end; at the true one " + reply.shown());
            case Heard.Closed closed -> new Verdict.Safe("no end; at the true one " + closed.shown());
            case Heard.Silence silence -> new Verdict.Unclear("no reply to the mail");
            case Heard.Nonsense nonsense -> new Verdict.Unclear(nonsense.shown());
        };
    }

    private static Verdict longLine(Conversations server) throws OffScript {
        String auth = "AUTH ";
        try (Conversation conversation = server.hello()) {
            conversation.send(auth + "x".repeat(AUTH_BUFFER_OCTETS - auth.length()) + "NOOP\r\n");
            Heard first = conversation.hear();
            if (!(first instanceof Heard.Reply reply)) {
                return first instanceof Heard.Closed
                        ? new Verdict.Safe(first.shown())
                        : new Verdict.Unclear(first.shown());
            }
            return conversation.hearIfAny() instanceof Heard.Reply next && next.isCarriedOut()
                    ? new Verdict.Open("run as a command: " + next.shown())
                    : new Verdict.Safe("one line, one reply: " + reply.shown());
        }
    }
}
