package org.smtpward.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.smtpward.probe.Check.Needs;

/** Would it take mail for others from us, or believe that we are somebody else, for whom it does? No mail is ever sent. */
final class Relaying {
    /** RFC 2606; nobody gets mail there. */
    private static final List<String> ELSEWHERE =
            List.of("smtpward-probe@example.com", "smtpward-probe@elsewhere.invalid");

    /** A client that may use them chooses the address that the server sees. */
    private static final Pattern IMPERSONATION = Pattern.compile("(?mi)^250[- ](XCLIENT|XFORWARD)\\b");

    private Relaying() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "relay",
                        Threat.RELAY,
                        "Mail from us to somebody elsewhere",
                        "RFC 5321 3.6.2",
                        Needs.NOTHING,
                        Relaying::relay),
                new Check(
                        "xclient",
                        Threat.RELAY,
                        "XCLIENT, XFORWARD for everybody",
                        "Postfix XCLIENT_README",
                        Needs.NOTHING,
                        Relaying::impersonation),
                new Check(
                        "proxy-header",
                        Threat.RELAY,
                        "A PROXY header from everybody",
                        "HAProxy PROXY protocol",
                        Needs.CLEAR,
                        Relaying::proxyHeader));
    }

    private static Verdict relay(Conversations server) throws OffScript {
        var refusals = new ArrayList<Heard.Reply>();
        for (String recipient : ELSEWHERE) {
            Heard heard = recipient(server, recipient);
            if (!(heard instanceof Heard.Reply reply)) {
                return new Verdict.Unclear("RCPT: " + heard.shown());
            }
            if (reply.isPositive()) {
                return new Verdict.Open("accepted for " + recipient + ": " + reply.shown());
            }
            refusals.add(reply);
        }
        String shown = refusals.getFirst().shown();
        if (refusals.stream().allMatch(reply -> reply.code() / 100 == 5)) {
            return new Verdict.Safe("refused: " + shown);
        }
        return takesMailForItsOwn(server)
                ? new Verdict.Safe("not accepted, unlike mail for the tester: " + shown)
                : new Verdict.Unclear("not now: " + shown);
    }

    private static Heard recipient(Conversations server, String recipient) throws OffScript {
        try (Conversation conversation = server.mailing()) {
            conversation.demand("MAIL FROM:<" + server.target().sender() + ">");
            return conversation.ask("RCPT TO:<" + recipient + ">");
        }
    }

    /** Then a temporary refusal is meant for the recipient, not for all there are, as greylisting does. */
    private static boolean takesMailForItsOwn(Conversations server) throws OffScript {
        Optional<String> mailbox = server.target().deliverTo();
        return mailbox.isPresent()
                && recipient(server, mailbox.get()) instanceof Heard.Reply reply
                && reply.isPositive();
    }

    private static Verdict impersonation(Conversations server) throws OffScript {
        try (Conversation conversation = server.greeted()) {
            String keywords = conversation.hello().text();
            String offered = IMPERSONATION
                    .matcher(keywords)
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.joining(", "));
            return offered.isEmpty()
                    ? new Verdict.Safe("not offered to us")
                    : new Verdict.Open("offered to us: " + offered);
        }
    }

    /** A server that believes it does not answer it: its greeting comes, and nothing else. */
    private static Verdict proxyHeader(Conversations server) throws OffScript {
        try (Conversation conversation = server.connected()) {
            conversation.send("PROXY TCP4 127.0.0.1 127.0.0.1 49152 25\r\n");
            Heard greeting = conversation.hear();
            if (!(greeting instanceof Heard.Reply reply)) {
                return greeting instanceof Heard.Closed
                        ? new Verdict.Safe(greeting.shown())
                        : new Verdict.Unclear(greeting.shown());
            }
            if (!reply.isPositive()) {
                return new Verdict.Safe("refused: " + reply.shown());
            }
            Heard answer = conversation.hearIfAny();
            return switch (answer) {
                case Heard.Reply refusal -> new Verdict.Safe("not believed: " + refusal.shown());
                case Heard.Closed closed -> new Verdict.Safe(closed.shown());
                case Heard.Nonsense nonsense -> new Verdict.Unclear(nonsense.shown());
                case Heard.Silence silence ->
                    conversation.ask("EHLO " + server.target().hello()) instanceof Heard.Reply hello
                                    && hello.isPositive()
                            ? new Verdict.Open("believed: we may come from any address we name")
                            : new Verdict.Unclear("no reply to it");
            };
        }
    }
}
