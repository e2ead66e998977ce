package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Dialogue.playUncut;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.GREETED;
import static org.smtpward.session.Stage.IN_DATA;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** Groups of commands (RFC 2920): every reply in its turn, every octet read as the replies before it allow. */
class PipeliningTest {
    @Test
    void aGroupPassesAsAGroup() {
        play(AFTER_EHLO, """
                C:  MAIL FROM:<a@client.example>
                C+: RCPT TO:<b@mail.example>
                C+: RCPT TO:<nobody@mail.example>
                C+: DATA
                >B: MAIL FROM:<a@client.example>
                >B: RCPT TO:<b@mail.example>
                >B: RCPT TO:<nobody@mail.example>
                >B: DATA
                B:  250 2.1.0 ok
                B+: 250 2.1.5 ok
                B+: 550 5.1.1 <nobody@mail.example>... User unknown
                B+: 354 go ahead
                S:  250 2.1.0 ok
                S:  250 2.1.5 ok
                S:  550 5.1.1 <nobody@mail.example>... User unknown
                S:  354 go ahead
                """);
    }

    @Test
    void aRefusedCommandAnswersInItsTurn() {
        play(AFTER_EHLO, """
                C:  NOOP one
                C+: FOO
                C+: NOOP two
                >B: NOOP one
                >B: NOOP two
                S:  nothing
                B:  250 one
                S:  250 one
                S:  500 5.5.1 Command unrecognized
                S:  nothing
                B:  250 two
                S:  250 two
                event unknown-command block no command of SMTP
                """);
    }

    @Test
    void twoRefusedCommandsAnswerOneAfterTheOther() {
        play(AFTER_EHLO, """
                C:  NOOP
                C+: FOO
                C+: STARTTLS now
                >B: NOOP
                B:  250 ok
                S:  250 ok
                S:  500 5.5.1 Command unrecognized
                S:  501 5.5.2 Syntax error (no parameters allowed)
                event unknown-command block no command of SMTP
                """);
    }

    @Test
    void quitMayStandBehindTheEndOfMailData() {
        play(IN_DATA, """
                C:  text
                C+: .
                C+: QUIT
                >B: text
                >B: .
                >B: QUIT
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                B:  221 2.0.0 closing
                S:  221 2.0.0 closing
                closed QUIT
                """);
    }

    @Test
    void theNextTransactionMayStandBehindTheEndOfMailData() {
        play(IN_DATA, """
                C:  .
                C+: MAIL FROM:<c@client.example>
                C+: RCPT TO:<d@mail.example>
                C+: DATA
                >B: .
                >B: MAIL FROM:<c@client.example>
                >B: RCPT TO:<d@mail.example>
                >B: DATA
                B:  250 2.0.0 accepted
                B:  250 2.1.0 ok
                B:  250 2.1.5 ok
                B:  354 go ahead
                S:  250 2.0.0 accepted
                S:  250 2.1.0 ok
                S:  250 2.1.5 ok
                S:  354 go ahead
                message ACCEPTED
                """);
    }

    /** What follows is mail data, so a line in it that looks like a request is mail. */
    @Test
    void whatFollowsDataIsMailDataAfter354() {
        play(IN_DATA, """
                C:  GET / HTTP/1.1
                C+: QUIT
                C+: .
                >B: GET / HTTP/1.1
                >B: QUIT
                >B: .
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """);
    }

    @Test
    void withoutTheRuleWhatFollowsDataIsCommandsAfterARefusal() {
        play(AFTER_EHLO.with(RuleId.PIPELINING, Mode.OFF), """
                C:  DATA
                C+: RSET
                C+: QUIT
                >B: DATA
                >B: nothing
                B:  503 5.0.0 Need MAIL command
                S:  503 5.0.0 Need MAIL command
                >B: RSET
                >B: QUIT
                B:  250 2.0.0 Reset state
                B:  221 2.0.0 closing
                S:  250 2.0.0 Reset state
                S:  221 2.0.0 closing
                closed QUIT
                """);
    }

    /** The client believed that DATA would be accepted: its mail must not become commands of the backend. */
    @Test
    void withoutTheRuleMailBehindARefusedDataDoesNotReachTheBackendEither() {
        play(AFTER_EHLO.with(RuleId.PIPELINING, Mode.OFF), """
                C:  DATA
                C+: Subject: hello
                C+: MAIL FROM:<a@client.example>
                >B: DATA
                B:  503 5.0.0 Need MAIL command
                S:  503 5.0.0 Need MAIL command
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                event foreign-protocol block looks like a header line of HTTP
                closed BLOCKED
                """);
    }

    @Test
    void octetsBehindDataEndTheSession() {
        playUncut(IN_TRANSACTION, """
                C:  DATA
                C+: Subject: early
                >B: nothing
                S:  554 5.5.0 mail.example Protocol error: unauthorized pipelining
                event pipelining block octets behind DATA, before its reply
                closed BLOCKED
                """);
    }

    /** The refusal is the reply to DATA: the client must not think that it may begin. */
    @Test
    void octetsThatComeBeforeTheReplyToDataEndTheSession() {
        play(IN_TRANSACTION, """
                C:  DATA
                >B: DATA
                C:  Subject: early
                S:  nothing
                event pipelining block octets behind DATA, before its reply
                B:  354 go ahead
                S:  554 5.5.0 mail.example Protocol error: unauthorized pipelining
                >B: nothing
                closed BLOCKED
                """);
    }

    /** Nothing of a stuffed group passes, wherever in the session it comes. */
    @ParameterizedTest
    @ValueSource(strings = {"MAIL FROM:<evil@client.example>", "RSET", "NOOP"})
    void aGroupThatGoesOnBehindDataIsRefusedWhole(String first) {
        playUncut(AFTER_EHLO, """
                C:  %s
                C+: RCPT TO:<b@mail.example>
                C+: DATA
                C+: Subject: early
                >B: nothing
                event pipelining block octets behind DATA, before its reply
                S:  554 5.5.0 mail.example Protocol error: unauthorized pipelining
                closed BLOCKED
                """.formatted(first));
    }

    @Test
    void aGroupBehindTheEndOfMailDataIsJudgedToo() {
        playUncut(IN_DATA, """
                C:  .
                C+: MAIL FROM:<evil@client.example>
                C+: DATA
                C+: text
                >B: .
                >B: nothing
                event pipelining block octets behind DATA, before its reply
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                S:  554 5.5.0 mail.example Protocol error: unauthorized pipelining
                closed BLOCKED
                """);
    }

    /** What is wrong with a request is for another rule to say. */
    @Test
    void aRequestWithSmtpInItsBodyIsAnotherProtocol() {
        playUncut(AFTER_EHLO, """
                C:  NOOP
                C+: POST / HTTP/1.1
                C+: MAIL FROM:<evil@client.example>
                C+: DATA
                C+: text
                >B: NOOP
                >B: nothing
                event foreign-protocol block *
                B:  250 ok
                S:  250 ok
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                closed BLOCKED
                """);
    }

    /** Monitors write it with one call. */
    @Test
    void noopAndQuitMayStandBehindHelo() {
        play(GREETED, """
                C:  HELO client.example
                C+: NOOP
                C+: QUIT
                >B: HELO client.example
                B:  250 mail.example
                S:  250 mail.example
                >B: NOOP
                B:  250 ok
                S:  250 ok
                >B: QUIT
                """);
    }

    /** The mail server's reply may never come; whoever is thrown out does not wait for it. */
    @Test
    void aRefusalWaitsItsTurnButNotForLong() {
        play(AFTER_EHLO, """
                C:  VRFY a
                C:  GET / HTTP/1.1
                >B: VRFY a
                event foreign-protocol block *
                S:  nothing
                C:  more
                wait 1s
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                closed BLOCKED
                """);
    }

    /** But the client has to hear what became of its mail. */
    @Test
    void aRefusalWaitsForTheReplyToMailData() {
        play(IN_DATA, """
                C:  .
                C:  GET / HTTP/1.1
                >B: .
                event foreign-protocol block *
                wait 59m
                S:  nothing
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                closed BLOCKED
                """);
    }

    /** What sendmail 8.18.1 calls transaction stuffing: not even EHLO reaches the backend. */
    @Test
    void aTransactionBehindEhloEndsTheSession() {
        playUncut(GREETED, """
                C:  EHLO client.example
                C+: MAIL FROM:<a@client.example>
                C+: RCPT TO:<b@mail.example>
                C+: DATA
                >B: nothing
                S:  554 5.5.0 mail.example Protocol error: unauthorized pipelining
                event pipelining block more than one command behind EHLO or HELO
                closed BLOCKED
                """);
    }

    /** A browser that does both is reported as what it is. */
    @Test
    void aRequestBehindEhloIsAnotherProtocol() {
        playUncut(GREETED, """
                C:  EHLO client.example
                C+: POST / HTTP/1.1
                C+: Host: mail.example
                >B: nothing
                S:  421 4.7.0 mail.example Rejecting open proxy [192.0.2.1]
                event foreign-protocol block looks like an HTTP request
                closed BLOCKED
                """);
    }

    @Test
    void aTransactionThatComesBeforeTheReplyToEhloEndsTheSession() {
        play(GREETED, """
                C:  EHLO client.example
                >B: EHLO client.example
                C:  MAIL FROM:<a@client.example>
                C:  RCPT TO:<b@mail.example>
                event pipelining block more than one command behind EHLO or HELO
                B:  250 mail.example
                S:  250-mail.example
                S:  250 STARTTLS
                S:  554 5.5.0 mail.example Protocol error: unauthorized pipelining
                >B: nothing
                closed BLOCKED
                """);
    }

    /** Old clients do it, and nothing can be smuggled with one command. */
    @Test
    void oneCommandMayStandBehindHelo() {
        play(GREETED, """
                C:  HELO client.example
                C+: MAIL FROM:<a@client.example>
                >B: HELO client.example
                >B: nothing
                B:  250 mail.example
                S:  250 mail.example
                >B: MAIL FROM:<a@client.example>
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void withoutPipeliningOfferedACommandWaitsForTheReplyToTheOneBefore() {
        play(GREETED, """
                C:  HELO client.example
                >B: HELO client.example
                B:  250 mail.example
                S:  250 mail.example
                C:  MAIL FROM:<a@client.example>
                C+: RCPT TO:<b@mail.example>
                C+: FOO
                C+: RSET
                >B: MAIL FROM:<a@client.example>
                >B: nothing
                B:  250 ok
                S:  250 ok
                >B: RCPT TO:<b@mail.example>
                >B: nothing
                B:  250 ok
                S:  250 ok
                S:  500 5.5.1 Command unrecognized
                event unknown-command block *
                >B: RSET
                """);
    }

    @Test
    void inMonitorModeOctetsBehindDataAreReportedAndWaitForItsReply() {
        play(IN_TRANSACTION.with(RuleId.PIPELINING, Mode.MONITOR), """
                C:  DATA
                C+: text
                C+: .
                >B: DATA
                >B: nothing
                event pipelining monitor octets behind DATA, before its reply
                B:  354 go ahead
                S:  354 go ahead
                >B: text
                >B: .
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """);
    }

    @Test
    void whatFollowsQuitIsNeverRead() {
        play(AFTER_EHLO, """
                C:  QUIT
                C+: MAIL FROM:<a@client.example>
                >B: QUIT
                B:  221 2.0.0 closing
                S:  221 2.0.0 closing
                closed QUIT
                """);
    }

    /** sendmail forks for it, and the child says once more what waits to be written. */
    @Test
    void whatFollowsEtrnWaitsForItsReply() {
        play(AFTER_EHLO, """
                C:  ETRN client.example
                C+: NOOP
                >B: ETRN client.example
                >B: nothing
                B:  250 2.0.0 Queuing started
                S:  250 2.0.0 Queuing started
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    /** What a verb of the site's own does to the dialogue is not known. */
    @Test
    void whatFollowsAVerbOfTheSiteWaitsForItsReply() {
        play(AFTER_EHLO.extraVerbs("XSITE"), """
                C:  xsite please
                C+: NOOP
                >B: xsite please
                >B: nothing
                B:  250 ok
                S:  250 ok
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void aClientWithTooManyUnansweredCommandsIsNotReadUntilReplies() {
        playUncut(AFTER_EHLO.outstandingCommands(2), """
                reading C B
                C:  NOOP 1
                C+: NOOP 2
                C+: NOOP 3
                >B: NOOP 1
                >B: NOOP 2
                >B: nothing
                reading B
                B:  250 1
                S:  250 1
                >B: NOOP 3
                reading B
                B:  250 2
                B:  250 3
                S:  250 2
                S:  250 3
                reading C B
                """);
    }
}
