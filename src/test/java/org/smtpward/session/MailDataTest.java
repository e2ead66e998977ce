package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Dialogue.playUncut;
import static org.smtpward.session.Stage.IN_DATA;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import org.junit.jupiter.api.Test;

/** Mail data (RFC 5321 §4.1.1.4, §4.5.2) passes as it is, and the backend's reply to it is the client's. */
class MailDataTest {
    @Test
    void mailDataPassesOctetForOctet() {
        play(IN_DATA, """
                C:  Subject: hello
                C:
                C raw: \\x01 \\t \\xff\\xfe gr\\xc3\\xbc\\xc3\\x9fe  \\r\\n
                C:  .
                >B: Subject: hello
                >B:
                >B raw: \\x01 \\t \\xff\\xfe gr\\xc3\\xbc\\xc3\\x9fe  \\r\\n.\\r\\n
                >B: nothing
                B:  250 2.0.0 Message accepted for delivery
                S:  250 2.0.0 Message accepted for delivery
                message ACCEPTED
                """);
    }

    @Test
    void mailDataIsNotHeldBackUntilItsEnd() {
        play(IN_DATA, """
                C raw: half a li
                >B raw: half a li
                C raw: ne\\r\\n
                >B raw: ne\\r\\n
                """);
    }

    @Test
    void theEndMayBeCutAnywhere() {
        playUncut(IN_DATA, """
                C raw: text\\r
                >B raw: text
                C raw: \\n
                >B raw: \\r\\n
                C raw: .
                >B raw: .
                C raw: \\r
                >B: nothing
                C raw: \\nNOOP\\r\\n
                >B raw: \\r\\nNOOP\\r\\n
                B:  250 2.0.0 accepted
                B:  250 2.0.0 OK
                S:  250 2.0.0 accepted
                S:  250 2.0.0 OK
                message ACCEPTED
                """);
    }

    @Test
    void anEmptyMessageEndsAtOnce() {
        play(IN_DATA, """
                C:  .
                >B: .
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """);
    }

    @Test
    void linesWithDotsAreNotTheEnd() {
        play(IN_DATA, """
                C:  ..
                C:  ..two
                C:  .one
                C:  . .
                C:  mid.dle.
                >B: ..
                >B: ..two
                >B: .one
                >B: . .
                >B: mid.dle.
                S:  nothing
                """);
    }

    @Test
    void aRefusalOfTheMessagePasses() {
        play(IN_DATA, """
                C:  spam
                C+: .
                >B: spam
                >B: .
                B:  554-5.7.1 this looks
                B+: 554 5.7.1 like spam
                S:  554-5.7.1 this looks
                S:  554 5.7.1 like spam
                message REFUSED
                C:  RSET
                >B: RSET
                B:  250 2.0.0 ok
                S:  250 2.0.0 ok
                """);
    }

    @Test
    void dataRefusedLeavesTheTransactionAsItWas() {
        play(IN_TRANSACTION, """
                C:  DATA
                >B: DATA
                B:  451 4.3.0 queue file trouble
                S:  451 4.3.0 queue file trouble
                C:  DATA
                >B: DATA
                B:  354 go ahead
                S:  354 go ahead
                C:  .
                >B: .
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """);
    }

    /** Nobody says 250 to mail data but the backend. */
    @Test
    void theClientWaitsForTheBackendsReplyToItsMail() {
        play(IN_DATA, """
                C:  .
                >B: .
                S:  nothing
                wait 50m
                S:  nothing
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """);
    }
}
