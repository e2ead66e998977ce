package org.smtpward.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A strict server is safe from every check; each hole is found by its check; what is honest is no hole. */
class CatalogueTest {
    private static final String MAILBOX = "probe@fake.test";

    @Test
    void aStrictServerIsSafe() throws Exception {
        List<Check> all = Catalogue.all().stream()
                // It needs a pause before every greeting.
                .filter(check -> !check.id().equals("early-talk"))
                .toList();
        try (FakeServer server = FakeServer.start()) {
            assertThat(probe(server, Optional.of(MAILBOX), all).findings())
                    .allSatisfy(finding -> assertThat(finding.verdict())
                            .as(finding.check().id())
                            .isInstanceOf(Verdict.Safe.class));
        }
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource({
        "GOES_ON, open, alpaca-first-line",
        "GOES_ON, open, alpaca-after-ehlo",
        "GOES_ON, open, alpaca-after-noop",
        "GOES_ON, open, alpaca-in-transaction",
        "GOES_ON, open, alpaca-tls-first-line",
        "GOES_ON, open, alpaca-tls-after-ehlo",
        "GOES_ON, open, alpaca-header",
        "GOES_ON, open, alpaca-client-hello",
        "GOES_ON, safe, reflection-unknown",
        "GOES_ON_FOR_A_WHILE, safe, alpaca-first-line",
        "GOES_ON_FOR_A_WHILE, safe, alpaca-tls-after-ehlo",
        "GOES_ON_FOR_A_WHILE, safe, alpaca-header",
        "ANY_ALPN, open, alpn",
        "ANY_ALPN, safe, sni",
        "ANY_NAME, safe, alpn",
        "ANY_NAME, note, sni",
        "INJECTION, open, starttls-injection",
        "ANSWERS_BEHIND_STARTTLS, unclear, starttls-injection",
        "NO_STARTTLS, skipped, starttls-injection",
        "NO_STARTTLS, skipped, alpn",
        "NO_STARTTLS, skipped, alpaca-tls-first-line",
        "NO_STARTTLS, safe, alpaca-first-line",
        "LF_LF, open, smuggling-lf-lf",
        "LF_LF, safe, smuggling-cr-cr",
        "LF_CRLF, open, smuggling-lf-crlf",
        "CRLF_LF, open, smuggling-crlf-lf",
        "CR_CR, open, smuggling-cr-cr",
        "CR_CRLF, open, smuggling-cr-crlf",
        "CRLF_CR, open, smuggling-crlf-cr",
        "NUL, open, smuggling-nul",
        "SEVEN_BIT, open, smuggling-7bit",
        "REFUSES_MAIL, safe, smuggling-lf-lf",
        "LONG_AUTH, open, long-line",
        "GREET_PAUSE, safe, early-talk",
        "PIPELINING, note, early-talk",
        "PIPELINING, note, behind-ehlo",
        "PIPELINING, open, one-segment",
        "ECHO_UNKNOWN, open, reflection-unknown",
        "ECHO_UNKNOWN, safe, reflection-argument",
        "ECHO_ARGUMENT, open, reflection-argument",
        "ECHO_ARGUMENT, safe, reflection-unknown",
        "CODE_403, note, code-403",
        "CODE_403, safe, relay",
        "CODE_403, safe, smuggling-lf-lf",
        "RELAY, open, relay",
        "GREYLIST, unclear, relay",
        "GREYLIST, unclear, smuggling-lf-lf",
        "XCLIENT, open, xclient",
        "PROXY_HEADER, open, proxy-header",
    })
    void itIsFound(FakeServer.Hole hole, String verdict, String id) throws Exception {
        try (FakeServer server = FakeServer.start(hole)) {
            Target target = verdict.equals("open") && hole != FakeServer.Hole.PROXY_HEADER
                    ? Targets.talkative(server.port(), MAILBOX)
                    : Targets.at(server.port(), Optional.of(MAILBOX));
            Verdict found = new Prober(target, (number, of, check) -> {})
                    .probe(checks(id))
                    .findings()
                    .getFirst()
                    .verdict();
            assertThat(found.word()).as(found.why()).isEqualTo(verdict);
        }
    }

    @Test
    void aBrowserThatMayNameAnyServerIsAHole() throws Exception {
        try (FakeServer server = FakeServer.start(FakeServer.Hole.ANY_ALPN, FakeServer.Hole.ANY_NAME)) {
            assertThat(probe(server, Optional.empty(), checks("sni")).count("open"))
                    .isOne();
        }
    }

    /** A filter may refuse the mail; what follows is a command none the less. */
    @Test
    void aFalseEndIsFoundAlsoWhenTheMailIsRefused() throws Exception {
        try (FakeServer server = FakeServer.start(FakeServer.Hole.LF_LF, FakeServer.Hole.REFUSES_MAIL)) {
            Prober prober = new Prober(Targets.talkative(server.port(), MAILBOX), (number, of, check) -> {});
            assertThat(prober.probe(checks("smuggling-lf-lf")).count("open")).isOne();
        }
    }

    @Test
    void withoutAMailboxNoMailIsAccepted() throws Exception {
        try (FakeServer server = FakeServer.start(FakeServer.Hole.PIPELINING, FakeServer.Hole.RELAY)) {
            Report report = probe(server, Optional.empty(), Catalogue.all());
            assertThat(report.findings())
                    .filteredOn(finding -> finding.check().needs() == Check.Needs.DELIVERY)
                    .hasSize(9)
                    .allSatisfy(finding -> assertThat(finding.verdict()).isInstanceOf(Verdict.Skipped.class));
            assertThat(server.messages()).isEmpty();
        }
    }

    @Test
    void withAMailboxOnlyItGetsMail() throws Exception {
        try (FakeServer server = FakeServer.start(FakeServer.Hole.RELAY)) {
            probe(server, Optional.of(MAILBOX), Catalogue.all());
            assertThat(server.messages()).isNotEmpty().allSatisfy(message -> assertThat(message)
                    .contains("To: <" + MAILBOX + ">"));
        }
    }

    @Test
    void tlsMayBeImplicit() throws Exception {
        try (FakeServer server =
                FakeServer.start(FakeServer.Hole.IMPLICIT_TLS, FakeServer.Hole.ANY_ALPN, FakeServer.Hole.GOES_ON)) {
            Report report = new Prober(Targets.implicitTls(server.port()), (number, of, check) -> {}).probe();
            assertThat(report.findings())
                    .filteredOn(finding -> finding.verdict() instanceof Verdict.Open)
                    .extracting(finding -> finding.check().id())
                    .containsExactly(
                            "alpaca-first-line",
                            "alpaca-after-ehlo",
                            "alpaca-after-noop",
                            "alpaca-in-transaction",
                            "alpaca-header",
                            "alpn");
            assertThat(report.count("skipped")).isEqualTo(15);
            assertThat(report.count("unclear")).isZero();
        }
    }

    @Test
    void idsAreUnique() {
        assertThat(Catalogue.all()).extracting(Check::id).doesNotHaveDuplicates();
    }

    private static List<Check> checks(String id) {
        return Catalogue.all().stream().filter(check -> check.id().equals(id)).toList();
    }

    private static Report probe(FakeServer server, Optional<String> deliverTo, List<Check> checks)
            throws UnreachableException {
        return new Prober(Targets.at(server.port(), deliverTo), (number, of, check) -> {}).probe(checks);
    }
}
