package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.CONNECTED;
import static org.smtpward.session.Stage.HANDSHAKING;
import static org.smtpward.session.Stage.IN_DATA;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import org.junit.jupiter.api.Test;

/** The proxy is being stopped: transactions may end, nothing new begins. */
class DrainTest {
    private static final String GOODBYE = """
            S:  421 4.3.2 mail.example Service shutting down, try again later
            closed DRAINED
            """;

    @Test
    void anIdleSessionEndsAtOnce() {
        play(AFTER_EHLO, "drain\n" + GOODBYE);
    }

    @Test
    void aSessionWithoutGreetingEndsAfterIt() {
        play(CONNECTED, """
                drain
                S:  nothing
                B:  220 mail.example
                S:  220 mail.example
                """ + GOODBYE);
    }

    @Test
    void aTransactionMayEnd() {
        play(IN_TRANSACTION, """
                drain
                S:  nothing
                C:  DATA
                >B: DATA
                B:  354 go ahead
                S:  354 go ahead
                C:  a message
                C+: .
                >B: a message
                >B: .
                S:  nothing
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """ + GOODBYE);
    }

    @Test
    void aTransactionThatIsGivenUpHasEnded() {
        play(IN_TRANSACTION, """
                drain
                C:  RSET
                >B: RSET
                S:  nothing
                B:  250 ok
                S:  250 ok
                """ + GOODBYE);
    }

    @Test
    void whatTheBackendOwesIsWaitedFor() {
        play(AFTER_EHLO, """
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                drain
                S:  nothing
                B:  550 5.7.1 no
                S:  550 5.7.1 no
                """ + GOODBYE);
    }

    @Test
    void aHandshakeIsWaitedFor() {
        play(HANDSHAKING, """
                drain
                S:  nothing
                TLS
                """ + GOODBYE);
    }

    @Test
    void quitStillHasItsOwnReply() {
        play(IN_TRANSACTION, """
                drain
                C:  QUIT
                >B: QUIT
                B:  221 closing
                S:  221 closing
                closed QUIT
                """);
    }

    @Test
    void atTheEndOfPatienceATransactionEndsToo() {
        play(IN_TRANSACTION, "drain\ndrain now\n" + GOODBYE);
    }

    @Test
    void atTheEndOfPatienceMailDataIsNotAccepted() {
        play(IN_DATA, """
                C:  half a message
                >B: half a message
                drain
                drain now
                S:  451 4.3.0 mail.example *
                >B: nothing
                closed DRAINED
                message UNFINISHED
                """);
    }

    @Test
    void atTheEndOfPatienceMailDataThatWaitsForItsReplyIsNotAccepted() {
        play(IN_DATA, """
                C:  .
                >B: .
                drain
                drain now
                S:  451 4.3.0 mail.example *
                closed DRAINED
                message UNFINISHED
                """);
    }
}
