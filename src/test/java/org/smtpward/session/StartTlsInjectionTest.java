package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Dialogue.playUncut;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.AFTER_EHLO_TLS_NEVER;
import static org.smtpward.session.Stage.HANDSHAKING;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** STARTTLS injection (CVE-2011-0411): what follows STARTTLS in the clear is never a command. RFC 3207 §4.2. */
class StartTlsInjectionTest {
    @Test
    void plaintextInTheSegmentOfStarttlsEndsTheSession() {
        for (Stage stage : new Stage[] {AFTER_EHLO, AFTER_EHLO_TLS_NEVER}) {
            playUncut(stage, """
                    C:  STARTTLS
                    C+: MAIL FROM:<evil@client.example>
                    S:  554 5.5.1 mail.example Protocol error: plaintext behind STARTTLS
                    >B: nothing
                    event starttls-injection block octets in the clear behind STARTTLS
                    closed BLOCKED
                    """);
        }
    }

    @Test
    void oneOctetIsEnough() {
        playUncut(AFTER_EHLO_TLS_NEVER, """
                C raw: STARTTLS\\r\\n\\n
                S:  554 5.5.1 mail.example Protocol error: plaintext behind STARTTLS
                event starttls-injection block octets in the clear behind STARTTLS
                closed BLOCKED
                """);
    }

    /** Its ClientHello in the same segment: no honest client does not wait for 220. */
    @Test
    void anEarlyClientHelloEndsTheSession() {
        playUncut(AFTER_EHLO_TLS_NEVER, """
                C:  STARTTLS
                C+ raw: \\x16\\x03\\x01\\x02\\0\\x01\\0\\x01\\xfc\\x03\\x03
                S:  554 5.5.1 mail.example Protocol error: plaintext behind STARTTLS
                event starttls-injection block octets in the clear behind STARTTLS
                closed BLOCKED
                """);
    }

    @Test
    void plaintextWhileStarttlsWaitsForItsTurnEndsTheSessionInItsTurn() {
        play(AFTER_EHLO_TLS_NEVER, """
                C:  NOOP
                C+: STARTTLS
                >B: NOOP
                C raw: R
                S:  nothing
                event starttls-injection block octets in the clear behind STARTTLS
                C raw: SET\\r\\n
                B:  250 ok
                S:  250 ok
                S:  554 5.5.1 mail.example Protocol error: plaintext behind STARTTLS
                >B: nothing
                closed BLOCKED
                """);
    }

    @Test
    void plaintextBeforeTheBackendsReplyToStarttlsEndsTheSession() {
        play(AFTER_EHLO, """
                C:  STARTTLS
                >B: STARTTLS
                C:  RSET
                S:  554 5.5.1 mail.example Protocol error: plaintext behind STARTTLS
                >B: nothing
                event starttls-injection block octets in the clear behind STARTTLS
                closed BLOCKED
                """);
    }

    @Test
    void plaintextDuringTheBackendsHandshakeEndsTheSession() {
        play(AFTER_EHLO, """
                C:  STARTTLS
                >B: STARTTLS
                B:  220 2.0.0 Ready to start TLS
                C:  RSET
                S:  554 5.5.1 mail.example Protocol error: plaintext behind STARTTLS
                event starttls-injection block octets in the clear behind STARTTLS
                closed BLOCKED
                """);
    }

    @Test
    void inMonitorModePlaintextIsReportedAndThrownAway() {
        playUncut(AFTER_EHLO_TLS_NEVER.with(RuleId.STARTTLS_INJECTION, Mode.MONITOR), """
                C:  STARTTLS
                C+: MAIL FROM:<evil@client.example>
                S:  220 2.0.0 Ready to start TLS
                >B: nothing
                event starttls-injection monitor octets in the clear behind STARTTLS
                TLS
                S:  nothing
                C:  NOOP
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void inOffModePlaintextIsThrownAway() {
        playUncut(AFTER_EHLO.with(RuleId.STARTTLS_INJECTION, Mode.OFF), """
                C:  STARTTLS
                C+: MAIL FROM:<evil@client.example>
                >B: STARTTLS
                >B: nothing
                C:  RSET
                B:  220 2.0.0 Ready to start TLS
                C:  RSET
                BTLS
                S:  220 2.0.0 Ready to start TLS
                TLS
                >B: nothing
                """);
    }

    /** Refused at once, it is no step into TLS. */
    @Test
    void aRefusedStarttlsIsFollowedByCommands() {
        play(AFTER_EHLO, """
                C:  STARTTLS now
                C+: NOOP
                S:  501 5.5.2 Syntax error (no parameters allowed)
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    an HTTP request with its line end | GET / HTTP/1.1\\r\\n        | foreign-protocol block looks like *
                    a POP3 client                     | CAPA\\r\\n                  | foreign-protocol block looks like an FTP or POP3 client
                    Redis                             | *1\\r\\n$4\\r\\nPING\\r\\n   | foreign-protocol block looks like Redis
                    a method that is not in the table | M-SEARCH * HTTP/1.1\\r\\n   | foreign-protocol block looks like *
                    an SSLv2 ClientHello              | \\x80\\x2e\\x01\\0\\x02     | foreign-protocol block looks like an SSLv2 ClientHello
                    half a request                    | GET /                       | foreign-protocol block looks like *
                    a command of SMTP                 | EHLO client.example\\r\\n   | starttls-injection block octets in the clear behind STARTTLS
                    """)
    void whatStandsInPlaceOfAClientHelloIsReportedAsWhatItIs(String what, String octets, String event) {
        play(HANDSHAKING, """
                nohello %s
                S:  nothing
                >B: nothing
                event %s
                closed BLOCKED
                """.formatted(octets, event));
    }

    @Test
    void withoutAClientHelloTheSessionEndsInEveryMode() {
        play(HANDSHAKING.with(RuleId.FOREIGN_PROTOCOL, Mode.MONITOR), """
                nohello GET / HTTP/1.1\\r\\n
                event foreign-protocol monitor looks like an HTTP request
                closed BLOCKED
                """);
        play(HANDSHAKING.with(RuleId.STARTTLS_INJECTION, Mode.OFF), """
                nohello EHLO x\\r\\n
                closed BLOCKED
                """);
    }
}
