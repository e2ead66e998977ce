package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.CONNECTED;
import static org.smtpward.session.Stage.IN_DATA;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import org.junit.jupiter.api.Test;

/** The backend goes away or talks nonsense: the client is told in SMTP, and no mail is lost. */
class BackendTroubleTest {
    @Test
    void aBackendThatCannotBeReachedIs421() {
        play(CONNECTED, """
                B unreachable
                S:  421 4.3.2 proxy.example Service not available, try again later
                closed BACKEND_UNREACHABLE
                """);
    }

    @Test
    void aBackendThatLeavesBeforeItsGreetingIs421() {
        play(CONNECTED, """
                B gone
                S:  421 4.3.2 proxy.example Service not available, try again later
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aBackendThatLeavesBetweenCommandsIs421() {
        play(IN_TRANSACTION, """
                B gone
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aBackendThatLeavesBeforeItsReplyIs421AndHalfAReplyIsNotShown() {
        play(AFTER_EHLO, """
                C:  HELP
                >B: HELP
                B:  214-2.0.0 half a
                B raw: 214 2.0.0 repl
                B gone
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aBackendThatLeavesInMailDataIs451() {
        play(IN_DATA, """
                C:  half a message
                >B: half a message
                B gone
                S:  451 4.3.0 mail.example Message not accepted, try again later
                closed BACKEND_CLOSED
                message UNFINISHED
                """);
    }

    /** The one moment in which mail could be lost: nobody but the backend says 250. */
    @Test
    void aBackendThatLeavesBeforeItsReplyToMailDataIs451() {
        play(IN_DATA, """
                C:  a message
                C+: .
                C+: QUIT
                >B: a message
                >B: .
                >B: QUIT
                B raw: 250 2.0.0 accepte
                B gone
                S:  451 4.3.0 mail.example Message not accepted, try again later
                closed BACKEND_CLOSED
                message UNFINISHED
                """);
    }

    @Test
    void aBackendThatLeavesAfterItsReplyToMailDataHasTheMail() {
        play(IN_DATA, """
                C:  .
                >B: .
                B:  250 2.0.0 accepted
                B gone
                S:  250 2.0.0 accepted
                message ACCEPTED
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aReplyThatNobodyAskedForEndsTheSession() {
        play(AFTER_EHLO, """
                B:  250 2.0.0 surprise
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """);
    }

    @Test
    void aReplyTooManyEndsTheSession() {
        play(AFTER_EHLO, """
                C:  NOOP
                >B: NOOP
                B:  250 one
                B+: 250 two
                S:  250 one
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """);
    }

    /** The backend has seen an end that we did not see: what it says cannot be the reply to this message. */
    @Test
    void aReplyInTheMiddleOfMailDataIsNotTheReplyToIt() {
        play(IN_DATA, """
                C:  half a message
                >B: half a message
                B:  250 2.0.0 accepted
                S:  451 4.3.0 mail.example Message not accepted, try again later
                closed BACKEND_PROTOCOL
                message UNFINISHED
                """);
    }

    /** RFC 5321 §3.8: it may come at any time. */
    @Test
    void a421ThatNobodyAskedForPassesAndEndsTheSession() {
        play(AFTER_EHLO, """
                B:  421 4.4.1 mail.example Timeout
                S:  421 4.4.1 mail.example Timeout
                closed BACKEND_CLOSED
                """);
        play(IN_DATA, """
                C:  half a message
                >B: half a message
                B:  421 4.4.1 mail.example Timeout
                S:  421 4.4.1 mail.example Timeout
                closed BACKEND_CLOSED
                message UNFINISHED
                """);
    }

    @Test
    void a421AsReplyPassesAndEndsTheSession() {
        play(IN_TRANSACTION, """
                C:  RCPT TO:<c@mail.example>
                C+: DATA
                >B: RCPT TO:<c@mail.example>
                >B: DATA
                B:  421 4.7.0 mail.example Too many recipients
                S:  421 4.7.0 mail.example Too many recipients
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void anInvitationThatNobodyAskedForEndsTheSession() {
        play(IN_TRANSACTION, """
                C:  RCPT TO:<c@mail.example>
                >B: RCPT TO:<c@mail.example>
                B:  354 go ahead
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """);
    }

    @Test
    void aBugOfOursIsToldWithoutDetail() {
        play(AFTER_EHLO, """
                bug
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed INTERNAL_ERROR
                """);
        play(IN_DATA, """
                bug
                S:  451 4.3.0 mail.example *
                closed INTERNAL_ERROR
                message UNFINISHED
                """);
    }
}
