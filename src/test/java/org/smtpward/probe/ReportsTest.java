package org.smtpward.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the reports show of the same findings. */
class ReportsTest {
    private static final Report REPORT = new Report(
            Targets.at(2525, Optional.empty()),
            "220 mail.example.test",
            List.of(
                    finding("alpn", Threat.ALPACA, new Verdict.Open("TLS is made")),
                    finding("early-talk", Threat.PIPELINING, new Verdict.Note("answered")),
                    finding("relay", Threat.RELAY, new Verdict.Unclear("RCPT: 451 \"later\"")),
                    finding("smuggling-nul", Threat.SMUGGLING, new Verdict.Skipped("needs --deliver-to")),
                    finding("xclient", Threat.RELAY, new Verdict.Safe("not offered"))));

    @Test
    void aLineForEachCheckUnderItsThreat() {
        assertThat(text(REPORT, false)).isEqualTo("""
                127.0.0.1:2525 says: 220 mail.example.test

                ALPACA: a browser's HTTPS request steered into SMTP
                  open     name of alpn                            TLS is made [CVE-0]

                Smuggling: text that becomes a command
                  skipped  name of smuggling-nul                   needs --deliver-to [CVE-0]

                Talking out of turn
                  note     name of early-talk                      answered [CVE-0]

                Relaying and taking another's address
                  unclear  name of relay                           RCPT: 451 "later" [CVE-0]
                  safe     name of xclient                         not offered [CVE-0]

                1 open, 1 worth a note, 1 unclear, 1 skipped, 1 safe. Put smtpward in front of it: the README says how.
                """);
    }

    @Test
    void coloursAreForTerminals() {
        assertThat(text(REPORT, true)).contains("\u001b[31mopen");
    }

    @Test
    void jsonIsOneDocument() throws Exception {
        var out = new StringWriter();
        JsonReport.write(REPORT, out);
        assertThat(out.toString().replaceAll("\\s*\n\\s*", " ").strip()).isEqualTo("""
                { "target" : "127.0.0.1:2525", "greeting" : "220 mail.example.test", "checks" : [ \
                { "id" : "alpn", "threat" : "alpaca", "name" : "name of alpn", "reference" : "CVE-0", \
                "verdict" : "open", "why" : "TLS is made" }, \
                { "id" : "early-talk", "threat" : "pipelining", "name" : "name of early-talk", "reference" : "CVE-0", \
                "verdict" : "note", "why" : "answered" }, \
                { "id" : "relay", "threat" : "relay", "name" : "name of relay", "reference" : "CVE-0", \
                "verdict" : "unclear", "why" : "RCPT: 451 \\"later\\"" }, \
                { "id" : "smuggling-nul", "threat" : "smuggling", "name" : "name of smuggling-nul", "reference" : "CVE-0", \
                "verdict" : "skipped", "why" : "needs --deliver-to" }, \
                { "id" : "xclient", "threat" : "relay", "name" : "name of xclient", "reference" : "CVE-0", \
                "verdict" : "safe", "why" : "not offered" } ], \
                "sum" : { "open" : 1, "note" : 1, "unclear" : 1, "skipped" : 1, "safe" : 1 } }""");
    }

    @Test
    void aThreatCountsWhereItIsOpenOrWorthANote() {
        assertThat(REPORT.has(Set.of("open"))).isTrue();
        assertThat(REPORT.has(Set.of("alpaca"))).isTrue();
        assertThat(REPORT.has(Set.of("pipelining"))).isTrue();
        assertThat(REPORT.has(Set.of("relay", "smuggling", "403"))).isFalse();
        assertThat(REPORT.has(Set.of("unclear"))).isTrue();
        assertThat(REPORT.has(Set.of("never"))).isFalse();
    }

    private static String text(Report report, boolean colours) {
        var out = new StringWriter();
        new TextReport(new PrintWriter(out), colours).print(report);
        return out.toString();
    }

    private static Finding finding(String id, Threat threat, Verdict verdict) {
        return new Finding(
                new Check(id, threat, "name of " + id, "CVE-0", Check.Needs.NOTHING, server -> verdict), verdict);
    }
}
