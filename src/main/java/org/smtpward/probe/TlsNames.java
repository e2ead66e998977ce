package org.smtpward.probe;

import java.util.List;
import org.smtpward.probe.Check.Needs;

/** Does TLS end what was meant for somebody else: another protocol (ALPN), another server (SNI)? */
final class TlsNames {
    private static final String OTHER = "www.victim.invalid";

    private TlsNames() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "alpn",
                        Threat.ALPACA,
                        "ALPN of a browser (h2, http/1.1)",
                        Alpaca.CVE + ", RFC 9325 3.8",
                        Needs.TLS,
                        TlsNames::browser),
                new Check(
                        "sni",
                        Threat.ALPACA,
                        "SNI of another server",
                        Alpaca.CVE + ", RFC 9325 3.7",
                        Needs.TLS,
                        TlsNames::otherName));
    }

    private static Verdict browser(Conversations server) throws OffScript {
        return refusal(server, Offer.browser(server.target())) instanceof Refusal.Refused refused
                ? new Verdict.Safe("refused: " + refused.how())
                : new Verdict.Open("TLS is made, and SMTP answers in it");
    }

    /** Mail programs may come with whatever name MX or DNS gave them: laxness matters with a browser's ALPN alone. */
    private static Verdict otherName(Conversations server) throws OffScript {
        Target target = server.target();
        if (refusal(server, Offer.mail(target).to(OTHER)) instanceof Refusal.Refused refused) {
            return new Verdict.Safe("refused: " + refused.how());
        }
        return refusal(server, Offer.browser(target).to(OTHER)) instanceof Refusal.Refused refused
                ? new Verdict.Note("any name is taken, but not from a browser: " + refused.how())
                : new Verdict.Open("TLS is made for any name, with a browser's ALPN too");
    }

    private sealed interface Refusal {
        record None() implements Refusal {}

        record Refused(String how) implements Refusal {}
    }

    /** That the handshake of a mail program succeeds, the prober has made sure of. */
    private static Refusal refusal(Conversations server, Offer offer) throws OffScript {
        try (Conversation conversation = server.beforeHandshake()) {
            return switch (conversation.handshake(offer)) {
                case Handshake.Failed failed -> new Refusal.Refused(failed.why());
                case Handshake.Made made -> behindHandshake(server.target(), conversation);
            };
        }
    }

    private static Refusal behindHandshake(Target target, Conversation conversation) throws OffScript {
        Heard heard = target.implicitTls() ? conversation.hear() : conversation.ask("EHLO " + target.hello());
        return switch (heard) {
            case Heard.Reply reply ->
                reply.isPositive() ? new Refusal.None() : new Refusal.Refused("after the handshake: " + reply.shown());
            case Heard.Closed closed -> new Refusal.Refused("closed after the handshake");
            case Heard.Silence silence -> throw new OffScript("after the handshake", silence);
            case Heard.Nonsense nonsense -> throw new OffScript("after the handshake", nonsense);
        };
    }
}
