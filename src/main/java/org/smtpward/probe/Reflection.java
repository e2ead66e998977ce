package org.smtpward.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smtpward.probe.Check.Needs;

/** Does a reply repeat markup? A browser that was led astray shows it as a page of the site it looks for. */
final class Reflection {
    /** Within the ten octets of which sendmail repeats the argument of HELP. */
    private static final String MARKUP = "<script>";

    private static final String ARGUMENT = MARKUP + "probe()</script>";
    private static final String MAILBOX = "<\"" + ARGUMENT + "\"@probe.invalid>";

    private Reflection() {}

    static List<Check> all() {
        return List.of(
                check("reflection-unknown", "Markup in an unknown command", List.of("XPROBE " + ARGUMENT)),
                check(
                        "reflection-argument",
                        "Markup in an argument",
                        List.of(
                                "EHLO " + ARGUMENT,
                                "HELP " + ARGUMENT,
                                "VRFY " + ARGUMENT,
                                "EXPN " + ARGUMENT,
                                "ETRN " + ARGUMENT,
                                "NOOP " + ARGUMENT,
                                "MAIL FROM:" + MAILBOX,
                                "MAIL FROM:<> " + ARGUMENT + "=1",
                                "RCPT TO:" + MAILBOX)));
    }

    private static Check check(String id, String name, List<String> lines) {
        return new Check(id, Threat.REFLECTION, name, Alpaca.CVE, Needs.NOTHING, server -> play(server, lines));
    }

    private static Verdict play(Conversations server, List<String> lines) throws OffScript {
        var repeated = new ArrayList<String>();
        var unanswered = new ArrayList<String>();
        String last = "";
        for (String line : lines) {
            String verb = line.split(" ", 2)[0];
            Heard heard = ask(server, line);
            if (heard instanceof Heard.Reply reply) {
                last = reply.shown();
                if (reply.text().toLowerCase(Locale.ROOT).contains(MARKUP) && !repeated.contains(verb)) {
                    repeated.add(verb);
                }
            } else if (heard instanceof Heard.Closed) {
                last = heard.shown();
            } else {
                unanswered.add(verb + ": " + heard.shown());
            }
        }
        if (!repeated.isEmpty()) {
            return new Verdict.Open("repeated in the reply to " + String.join(", ", repeated));
        }
        return unanswered.isEmpty()
                ? new Verdict.Safe("not repeated: " + last)
                : new Verdict.Unclear(String.join("; ", unanswered));
    }

    /** In a connection of its own: servers count such commands, and some leave. */
    private static Heard ask(Conversations server, String line) throws OffScript {
        boolean greetingOnly = line.startsWith("EHLO");
        try (Conversation conversation = greetingOnly ? server.fresh() : server.mailing()) {
            if (line.startsWith("RCPT")) {
                conversation.demand("MAIL FROM:<" + server.target().sender() + ">");
            }
            return conversation.ask(line);
        }
    }
}
