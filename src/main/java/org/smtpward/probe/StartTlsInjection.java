package org.smtpward.probe;

import java.util.List;
import org.smtpward.probe.Check.Needs;

/** Is a command that came in the clear behind STARTTLS run inside TLS, as if the client had sent it there? */
final class StartTlsInjection {
    private StartTlsInjection() {}

    static List<Check> all() {
        return List.of(new Check(
                "starttls-injection",
                Threat.STARTTLS,
                "A command behind STARTTLS",
                "CVE-2011-0411, RFC 3207 4.2",
                Needs.STARTTLS,
                StartTlsInjection::play));
    }

    private static Verdict play(Conversations server) throws OffScript {
        try (Conversation conversation = server.hello()) {
            conversation.send("STARTTLS\r\nNOOP\r\n");
            return switch (conversation.hear()) {
                case Heard.Reply reply ->
                    reply.code() == 220
                            ? handshake(server.target(), conversation)
                            : new Verdict.Safe("refused: " + reply.shown());
                case Heard.Closed closed -> new Verdict.Safe(closed.shown());
                case Heard.Silence silence -> new Verdict.Unclear(silence.shown());
                case Heard.Nonsense nonsense -> new Verdict.Unclear(nonsense.shown());
            };
        }
    }

    private static Verdict handshake(Target target, Conversation conversation) {
        if (conversation.holdsMore()) {
            return new Verdict.Unclear("answered in the clear, before the handshake: "
                    + conversation.hear().shown());
        }
        return switch (conversation.handshake(Offer.mail(target))) {
            case Handshake.Failed failed -> new Verdict.Safe("no TLS then: " + failed.why());
            case Handshake.Made made ->
                switch (conversation.hearIfAny()) {
                    case Heard.Reply reply ->
                        reply.code() == 220
                                ? new Verdict.Unclear("a greeting inside TLS: " + reply.shown())
                                : new Verdict.Open("answered inside TLS: " + reply.shown());
                    case Heard.Closed closed -> new Verdict.Safe(closed.shown());
                    case Heard.Silence silence -> new Verdict.Safe("thrown away");
                    case Heard.Nonsense nonsense -> new Verdict.Unclear(nonsense.shown());
                };
        };
    }
}
