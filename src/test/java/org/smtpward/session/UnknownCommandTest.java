package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;

import org.junit.jupiter.api.Test;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** Verbs that SMTP does not have (ALPACA, reflection): answered by us, repeated nowhere, and counted. */
class UnknownCommandTest {
    @Test
    void anUnknownCommandIsNotRepeatedAndNotForwarded() {
        play(AFTER_EHLO, """
                C:  <script>alert(1)
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                event foreign-protocol block looks like XML or HTML
                closed BLOCKED
                """);
        play(AFTER_EHLO, """
                C:  alert(1)</script>
                S:  500 5.5.1 Command unrecognized
                >B: nothing
                event unknown-command block no command of SMTP
                """);
    }

    @Test
    void anEmptyLineIsUnknown() {
        play(AFTER_EHLO, """
                C:
                S:  500 5.5.1 Command unrecognized
                event unknown-command block no command of SMTP
                """);
    }

    @Test
    void verbsAreKnownInAnyCase() {
        play(AFTER_EHLO, """
                C:  nOOp
                C:  vrfy x
                C:  Expn x
                C:  help
                C:  verb
                C:  etrn x
                >B: nOOp
                >B: vrfy x
                >B: Expn x
                >B: help
                >B: verb
                >B: etrn x
                B:  250 1
                B:  252 2
                B:  550 3
                B:  214-4
                B+: 214 4
                B:  502 5
                B:  250 6
                S:  250 1
                S:  252 2
                S:  550 3
                S:  214-4
                S:  214 4
                S:  502 5
                S:  250 6
                """);
    }

    @Test
    void theSixthBadCommandEndsTheSession() {
        play(AFTER_EHLO, """
                C:  BAD1
                C:  BAD2
                C raw: \\x20NOOP\\r\\n
                C:  BAD4
                C raw: NOOP\\x01\\r\\n
                S:  500 5.5.1 Command unrecognized
                S:  500 5.5.1 Command unrecognized
                S:  500 5.5.2 Syntax error
                S:  500 5.5.1 Command unrecognized
                S:  500 5.5.2 Syntax error
                C:  BAD6
                C+: NOOP
                S:  421 4.7.0 mail.example Too many bad commands; closing connection
                >B: nothing
                event unknown-command block *
                event unknown-command block *
                event command-syntax block a blank before the verb
                event unknown-command block *
                event command-syntax block a control octet in a command
                event unknown-command block *
                closed TOO_MANY_BAD_COMMANDS
                """);
    }

    @Test
    void fiveBadCommandsAreForgiven() {
        play(AFTER_EHLO, """
                C:  BAD1
                C+: BAD2
                C+: BAD3
                C+: BAD4
                C+: BAD5
                C+: NOOP
                S:  500 5.5.1 Command unrecognized
                S:  500 5.5.1 Command unrecognized
                S:  500 5.5.1 Command unrecognized
                S:  500 5.5.1 Command unrecognized
                S:  500 5.5.1 Command unrecognized
                event unknown-command block *
                event unknown-command block *
                event unknown-command block *
                event unknown-command block *
                event unknown-command block *
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    /** What the backend still owes is owed by us. */
    @Test
    void theLastWordsWaitForTheirTurn() {
        play(AFTER_EHLO.then("""
                        C:  NOOP
                        >B: NOOP
                        """), """
                C:  GET / HTTP/1.1
                C+: MAIL FROM:<a@client.example>
                event foreign-protocol block looks like an HTTP request
                S:  nothing
                B:  250 ok
                S:  250 ok
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                closed BLOCKED
                """);
    }

    @Test
    void inMonitorModeAnUnknownCommandPassesAndIsReported() {
        play(AFTER_EHLO.with(RuleId.UNKNOWN_COMMAND, Mode.MONITOR), """
                C:  XFOO bar
                >B: XFOO bar
                event unknown-command monitor no command of SMTP
                B:  500 5.5.1 Command unrecognized: "XFOO bar"
                S:  500 5.5.1 Command unrecognized: "XFOO bar"
                """);
    }

    @Test
    void inOffModeAnUnknownCommandPassesInSilence() {
        play(AFTER_EHLO.with(RuleId.UNKNOWN_COMMAND, Mode.OFF), """
                C raw: XFOO bar\\n\\n
                >B: XFOO bar
                >B:
                B:  500 5.5.1 Command unrecognized: "XFOO bar"
                B:  500 5.5.1 Command unrecognized: ""
                S:  500 5.5.1 Command unrecognized: "XFOO bar"
                S:  500 5.5.1 Command unrecognized: ""
                """);
    }

    /** What passes because a rule is off may do things that we do not know: then we cannot tell its octets. */
    @Test
    void aCommandThatMakesTheBackendExpectSomethingElseEndsTheSession() {
        play(AFTER_EHLO.with(RuleId.UNKNOWN_COMMAND, Mode.OFF), """
                C:  XDATA
                >B: XDATA
                B:  354 go ahead
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """);
    }
}
