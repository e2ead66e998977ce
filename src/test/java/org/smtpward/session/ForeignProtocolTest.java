package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.GREETED;
import static org.smtpward.session.Stage.IN_DATA;
import static org.smtpward.session.Stage.IN_TLS;
import static org.smtpward.session.Stage.IN_TLS_AFTER_EHLO;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** Another protocol talks to the port (ALPACA, CVE-2021-3618): found wherever in a session it comes. */
class ForeignProtocolTest {
    private static final Map<String, Stage> POINTS = new TreeMap<>(Map.of(
            "as the first line",
            GREETED,
            "after EHLO",
            AFTER_EHLO,
            "in a transaction",
            IN_TRANSACTION,
            "as the first line in TLS",
            IN_TLS,
            "after EHLO in TLS",
            IN_TLS_AFTER_EHLO,
            "after NOOP",
            AFTER_EHLO.then("""
                            C:  NOOP
                            >B: NOOP
                            B:  250 2.0.0 OK
                            S:  250 2.0.0 OK
                            """),
            "after AUTH was refused",
            AFTER_EHLO.then("""
                            C:  AUTH PLAIN AAA=
                            >B: AUTH PLAIN AAA=
                            B:  535 5.7.0 no
                            S:  535 5.7.0 no
                            """),
            "after DATA was refused",
            AFTER_EHLO.then("""
                            C:  DATA
                            >B: DATA
                            B:  503 5.0.0 Need MAIL command
                            S:  503 5.0.0 Need MAIL command
                            """),
            "after mail data",
            IN_DATA.then("""
                            C:  .
                            >B: .
                            B:  250 2.0.0 accepted
                            S:  250 2.0.0 accepted
                            message ACCEPTED
                            """),
            "after an unknown command",
            AFTER_EHLO.then("""
                            C:  FOO
                            S:  500 5.5.1 Command unrecognized
                            event unknown-command block *
                            """)));

    static Stream<String> points() {
        return POINTS.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    void aBrowsersRequestEndsTheSession(String point) {
        play(POINTS.get(point), """
                C:  POST / HTTP/1.1
                C+: Host: mail.example:25
                C+: Content-Type: text/plain
                C+:
                C+: MAIL FROM:<evil@client.example>
                C+: RCPT TO:<b@mail.example>
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                >B: nothing
                event foreign-protocol block looks like an HTTP request
                closed BLOCKED
                """);
    }

    /** It comes without a line end, and its sender waits: the first octets have to be enough. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    void aClientHelloInTheWrongPlaceEndsTheSession(String point) {
        play(POINTS.get(point), """
                C raw: \\x16\\x03\\x01\\x02\\0\\x01
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                >B: nothing
                event foreign-protocol block looks like a TLS ClientHello
                closed BLOCKED
                """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    void anHonestCommandPasses(String point) {
        play(POINTS.get(point), """
                C:  NOOP GET / HTTP 1.1
                >B: NOOP GET / HTTP 1.1
                B:  250 2.0.0 OK
                S:  250 2.0.0 OK
                """);
    }

    /** The request line came before, in a segment of its own, and was lost on the way (or its method is new). */
    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    void aHeaderLineIsEnough(String point) {
        play(POINTS.get(point), """
                C:  User-Agent: Mozilla/5.0
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                event foreign-protocol block looks like a header line of HTTP
                closed BLOCKED
                """);
    }

    /** The verb is SMTP's, so only its end tells. */
    @Test
    void aRequestBehindAVerbOfSmtpEndsTheSession() {
        for (String line : new String[] {"NOOP / HTTP/1.1", "data * http/2", "EHLO HTTP/1.0", "HELP x HTTP/1.1\t "}) {
            play(AFTER_EHLO, """
                    C raw: %s\\r\\n
                    S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                    >B: nothing
                    event foreign-protocol block looks like an HTTP request
                    closed BLOCKED
                    """.formatted(line));
        }
    }

    @Test
    void aLineOverTheLimitIsFoundByItsBeginning() {
        play(AFTER_EHLO, """
                C:  GET /%s HTTP/1.1
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                event foreign-protocol block looks like an HTTP request
                closed BLOCKED
                """.formatted("a".repeat(2000)));
    }

    /** Version 2 begins with two empty lines. */
    @Test
    void theProxyProtocolWhereNobodyAskedForItEndsTheSession() {
        play(GREETED, """
                C raw: \\r\\n\\r\\n\\0\\r\\nQUIT\\n\\x21\\x11\\0\\x0c
                S:  500 5.5.1 Command unrecognized
                S:  500 5.5.1 Command unrecognized
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                >B: nothing
                event unknown-command block *
                event unknown-command block *
                event foreign-protocol block looks like the PROXY protocol, version 2
                closed BLOCKED
                """);
    }

    /** The first octet of SOCKS 5, and then a line end, not the number of its methods. */
    @Test
    void theAnswerDoesNotDependOnTheSegments() {
        play(AFTER_EHLO, """
                C raw: \\x05\\r\\n
                S:  500 5.5.2 Syntax error
                event command-syntax block a control octet in a command
                """);
    }

    @Test
    void inMonitorModeTheOtherRulesStillSpeak() {
        play(AFTER_EHLO.with(RuleId.FOREIGN_PROTOCOL, Mode.MONITOR), """
                C:  GET / HTTP/1.1
                S:  500 5.5.1 Command unrecognized
                event foreign-protocol monitor looks like an HTTP request
                event unknown-command block no command of SMTP
                """);
    }

    /** Enforced, the rule would have ended the session: there would have been no second match. */
    @Test
    void inMonitorModeOneMatchASessionIsReported() {
        play(AFTER_EHLO.with(RuleId.FOREIGN_PROTOCOL, Mode.MONITOR), """
                C:  NOOP / HTTP/1.1
                >B: NOOP / HTTP/1.1
                event foreign-protocol monitor looks like an HTTP request
                B:  250 ok
                S:  250 ok
                C:  NOOP / HTTP/1.1
                >B: NOOP / HTTP/1.1
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void inMonitorModeBinaryOctetsAreReportedAtOnceAndNotAgainWhenTheirLineEnds() {
        play(AFTER_EHLO.with(RuleId.FOREIGN_PROTOCOL, Mode.MONITOR), """
                C raw: \\x16\\x03\\x01
                S:  nothing
                event foreign-protocol monitor looks like a TLS ClientHello
                C raw: \\n
                S:  500 5.5.2 Syntax error
                event command-syntax block a control octet in a command
                """);
    }

    @Test
    void inOffModeOnlyTheOtherRulesSpeak() {
        play(AFTER_EHLO.with(RuleId.FOREIGN_PROTOCOL, Mode.OFF), """
                C:  GET / HTTP/1.1
                S:  500 5.5.1 Command unrecognized
                event unknown-command block no command of SMTP
                """);
    }
}
