package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.CONNECTED;

import org.junit.jupiter.api.Test;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** A client has to wait for the greeting (RFC 5321 §3.1): browsers, and programs that only send mail, do not. */
class EarlyTalkerTest {
    @Test
    void whoSpeaksFirstIsRefused() {
        play(CONNECTED, """
                C:  EHLO bot.example
                >B: nothing
                S:  554 5.5.1 proxy.example Protocol error: client spoke first
                event early-talker block the client spoke before the greeting
                closed BLOCKED
                """);
    }

    @Test
    void anotherProtocolIsReportedAsWhatItIs() {
        play(CONNECTED, """
                C:  GET / HTTP/1.1
                >B: nothing
                S:  421 4.7.0 proxy.example Rejecting open proxy [192.0.2.1]
                event foreign-protocol block looks like an HTTP request
                closed BLOCKED
                """);
    }

    @Test
    void aClientHelloNeedsNoLineEnd() {
        play(CONNECTED, """
                C raw: \\x16\\x03\\x01\\x02
                S:  421 4.7.0 proxy.example Rejecting open proxy [192.0.2.1]
                event foreign-protocol block looks like a TLS ClientHello
                closed BLOCKED
                """);
    }

    @Test
    void halfALineIsJudgedWhenTheGreetingComes() {
        play(CONNECTED, """
                C raw: EHL
                S:  nothing
                B:  220 mail.example ESMTP
                S:  554 5.5.1 mail.example Protocol error: client spoke first
                >B: nothing
                event early-talker block the client spoke before the greeting
                closed BLOCKED
                """);
    }

    @Test
    void inMonitorModeTheClientIsServed() {
        play(CONNECTED.with(RuleId.EARLY_TALKER, Mode.MONITOR), """
                C:  NOOP
                >B: nothing
                event early-talker monitor the client spoke before the greeting
                B:  220 mail.example ESMTP
                S:  220 mail.example ESMTP
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void inOffModeTheClientIsServedInSilence() {
        play(CONNECTED.with(RuleId.EARLY_TALKER, Mode.OFF), """
                C:  NOOP
                B:  220 mail.example ESMTP
                S:  220 mail.example ESMTP
                >B: NOOP
                """);
    }

    @Test
    void whoWaitsIsServed() {
        play(CONNECTED, """
                B:  220 mail.example ESMTP
                S:  220 mail.example ESMTP
                C:  NOOP
                >B: NOOP
                """);
    }
}
