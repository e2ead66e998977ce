package org.smtpward.probe;

import java.util.ArrayList;
import java.util.List;
import org.smtpward.probe.Check.Needs;
import org.smtpward.tls.PlainClientHello;

/**
 * HTTP at every point of a session: is what stands behind it, the body that a web page chose, run as commands? Header lines are
 * as few as any browser sends, since each is a bad command and servers count those.
 */
final class Alpaca {
    static final String CVE = "CVE-2021-3618";

    /** What pages can make browsers send to other sites; OPTIONS is the question that precedes PUT. */
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "HEAD", "OPTIONS");

    private static final List<String> HEADER = List.of(
            "Host: www.victim.invalid",
            "Content-Type: text/plain",
            "Origin: https://attacker.invalid",
            "Accept-Encoding: gzip, deflate, br",
            "Connection: keep-alive",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "User-Agent: Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                    + " Version/17.6 Safari/605.1.15",
            "Referer: https://attacker.invalid/",
            "Content-Length: 35",
            "Accept-Language: en-GB,en;q=0.9");

    /** Harmless, and there in every state of a session; EHLO is the last, as it must be of a group (RFC 2920 §3.1). */
    private static final List<String> COMMANDS = List.of("NOOP", "RSET", "EHLO attacker.invalid");

    private Alpaca() {}

    static List<Check> all() {
        return List.of(
                phase("alpaca-first-line", "HTTP as the first line", Needs.NOTHING, Conversations::greeted),
                phase("alpaca-after-ehlo", "HTTP after EHLO", Needs.NOTHING, Conversations::hello),
                phase(
                        "alpaca-after-noop",
                        "HTTP after NOOP",
                        Needs.NOTHING,
                        server -> Conversations.upTo(server.greeted(), conversation -> conversation.demand("NOOP"))),
                phase(
                        "alpaca-in-transaction",
                        "HTTP after MAIL",
                        Needs.NOTHING,
                        server -> Conversations.upTo(
                                server.mailing(),
                                conversation -> conversation.demand(
                                        "MAIL FROM:<" + server.target().sender() + ">"))),
                phase(
                        "alpaca-tls-first-line",
                        "HTTP as the first line in STARTTLS",
                        Needs.STARTTLS,
                        Conversations::secured),
                phase(
                        "alpaca-tls-after-ehlo",
                        "HTTP after EHLO in STARTTLS",
                        Needs.STARTTLS,
                        server -> Conversations.upTo(server.secured(), Conversation::hello)),
                check("alpaca-header", "Header lines of HTTP alone", Needs.NOTHING, Alpaca::headerAlone),
                new Check(
                        "alpaca-client-hello",
                        Threat.ALPACA,
                        "SMTP in the SNI of a TLS ClientHello",
                        "Tsai 2017 (SSRF)",
                        Needs.CLEAR,
                        Alpaca::clientHello));
    }

    /** The way to the moment at which the request comes. */
    @FunctionalInterface
    private interface Phase {
        Conversation reach(Conversations server) throws OffScript;
    }

    private static Check phase(String id, String name, Needs needs, Phase phase) {
        return check(id, name, needs, server -> requests(server, phase));
    }

    private static Check check(String id, String name, Needs needs, Check.Dialogue dialogue) {
        return new Check(id, Threat.ALPACA, name, CVE, needs, dialogue);
    }

    private static Verdict requests(Conversations server, Phase phase) throws OffScript {
        var run = new ArrayList<String>();
        var refused = new ArrayList<String>();
        var unclear = new ArrayList<String>();
        String refusal = "";
        for (String method : METHODS) {
            var lines = new ArrayList<String>();
            lines.add(method + " / HTTP/1.1");
            lines.addAll(HEADER);
            lines.add("");
            lines.addAll(COMMANDS);
            Aftermath aftermath;
            try (Conversation conversation = phase.reach(server)) {
                aftermath = sendAll(conversation, lines);
            } catch (OffScript e) {
                if (run.isEmpty()) {
                    throw e;
                }
                break; // One method that works is enough.
            }
            if (aftermath.carriedOut() > 0) {
                run.add(method);
            } else if (aftermath.isUnclear()) {
                unclear.add(method + ": " + aftermath.shown());
            } else {
                refused.add(method);
                refusal = aftermath.shown();
            }
        }
        if (!run.isEmpty()) {
            String others = refused.isEmpty() ? "" : ", not behind " + String.join(", ", refused);
            return new Verdict.Open("commands are run behind " + String.join(", ", run) + others);
        }
        return unclear.isEmpty()
                ? new Verdict.Safe("nothing behind it is run: " + refusal)
                : new Verdict.Unclear(String.join("; ", unclear));
    }

    /** As if the line before them had been taken for something else, or was an attacker's own. */
    private static Verdict headerAlone(Conversations server) throws OffScript {
        var lines = new ArrayList<>(HEADER);
        lines.add("Cookie: session=smtpward-probe");
        lines.add("");
        lines.addAll(COMMANDS);
        try (Conversation conversation = server.hello()) {
            return judge(sendAll(conversation, lines));
        }
    }

    /** https to the port of SMTP; the name of the server is the attacker's, and TLS sends it in the clear. */
    private static Verdict clientHello(Conversations server) throws OffScript {
        try (Conversation conversation = server.greeted()) {
            conversation.send(PlainClientHello.of("mail.invalid\r\n" + String.join("\r\n", COMMANDS) + "\r\n"));
            return judge(conversation.hearAll(COMMANDS.size() + 1));
        }
    }

    private static Verdict judge(Aftermath aftermath) {
        if (aftermath.carriedOut() > 0) {
            return new Verdict.Open("commands are run behind it");
        }
        return aftermath.isUnclear()
                ? new Verdict.Unclear(aftermath.shown())
                : new Verdict.Safe("nothing behind it is run: " + aftermath.shown());
    }

    private static Aftermath sendAll(Conversation conversation, List<String> lines) {
        conversation.send(String.join("\r\n", lines) + "\r\n");
        return conversation.hearAll(lines.size());
    }
}
