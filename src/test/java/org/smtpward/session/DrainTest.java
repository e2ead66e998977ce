package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.CONNECTED;
import static org.smtpward.session.Stage.HANDSHAKING;
import static org.smtpward.session.Stage.IN_DATA;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import org.junit.jupiter.api.Test;

/** The proxy is being stopped: transactions may end, nothing new begins, and nobody is waited for who has nothing to say. */
class DrainTest {
    private static final String GOODBYE = """
            S:  421 4.3.2 mail.example Service not available, closing transmission channel
            closed DRAINED
            """;

    /** A session that has brought a mail. */
    private static final Stage AFTER_MAIL = IN_DATA.then("""
            C:  .
            >B: .
            B:  250 2.0.0 accepted
            S:  250 2.0.0 accepted
            message ACCEPTED
            """);

    /** The client reads it after its next command (RFC 5321 §3.8). */
    @Test
    void aSilentClientIsWaitedForShortly() {
        play(AFTER_MAIL, """
                drain
                wait 1s
                S:  nothing
                wait 1s
                """ + GOODBYE);
    }

    @Test
    void whoHasBeenSilentForLongIsNotWaitedFor() {
        play(AFTER_EHLO, "wait 3s\ndrain\n" + GOODBYE);
    }

    @Test
    void aNewTransactionIsRefused() {
        play(AFTER_MAIL, """
                drain
                C:  MAIL FROM:<a@client.example>
                >B: nothing
                """ + GOODBYE);
    }

    @Test
    void anyCommandBetweenTransactionsIsRefused() {
        play(AFTER_MAIL, """
                drain
                C:  NOOP
                >B: nothing
                """ + GOODBYE);
    }

    @Test
    void startTlsBetweenTransactionsIsRefused() {
        play(AFTER_MAIL, """
                drain
                C:  STARTTLS
                >B: nothing
                """ + GOODBYE);
    }

    /** Before, all of that is as it was. */
    @Test
    void withoutADrainTheNextTransactionBegins() {
        play(AFTER_MAIL, """
                C:  NOOP
                C+: MAIL FROM:<a@client.example>
                >B: NOOP
                >B: MAIL FROM:<a@client.example>
                """);
    }

    @Test
    void quitStillHasItsOwnReply() {
        play(AFTER_MAIL, """
                drain
                C:  QUIT
                >B: QUIT
                B:  221 closing
                S:  221 closing
                closed QUIT
                """);
    }

    @Test
    void quitInATransactionHasItsOwnReply() {
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
                wait 2s
                """ + GOODBYE);
    }

    /** However long its client needs. */
    @Test
    void aTransactionIsWaitedFor() {
        play(IN_TRANSACTION, """
                drain
                wait 1m
                C:  RCPT TO:<c@mail.example>
                >B: RCPT TO:<c@mail.example>
                B:  250 ok
                S:  250 ok
                """);
    }

    /** 250 is the mail's; 421 answers MAIL, so that the client knows that nothing of that one is here. */
    @Test
    void whatIsPipelinedBehindTheEndOfMailDataIsRefusedInItsTurn() {
        play(IN_DATA, """
                drain
                C:  .
                C+: MAIL FROM:<a@client.example>
                C+: RCPT TO:<b@mail.example>
                C+: DATA
                >B: .
                >B: nothing
                S:  nothing
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """ + GOODBYE);
    }

    /** The backend has them already. */
    @Test
    void whatWasPipelinedBehindTheEndOfMailDataBeforeGoesOn() {
        play(IN_DATA, """
                C:  .
                C+: MAIL FROM:<a@client.example>
                C+: RCPT TO:<b@mail.example>
                >B: .
                >B: MAIL FROM:<a@client.example>
                >B: RCPT TO:<b@mail.example>
                drain
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                B:  250 2.1.0 ok
                B:  250 2.1.5 ok
                S:  250 2.1.0 ok
                S:  250 2.1.5 ok
                C:  DATA
                >B: DATA
                """);
    }

    @Test
    void quitPipelinedBehindTheEndOfMailDataIsAnswered() {
        play(IN_DATA, """
                drain
                C:  .
                C+: QUIT
                >B: .
                >B: QUIT
                B:  250 2.0.0 accepted
                B:  221 closing
                S:  250 2.0.0 accepted
                S:  221 closing
                message ACCEPTED
                closed QUIT
                """);
    }

    @Test
    void aTransactionThatIsGivenUpHasEnded() {
        play(IN_TRANSACTION, """
                drain
                C:  RSET
                C+: MAIL FROM:<a@client.example>
                >B: RSET
                >B: nothing
                B:  250 ok
                S:  250 ok
                """ + GOODBYE);
    }

    /** It came before anybody knew of the drain. */
    @Test
    void aClientThatHasHadNoTransactionMayHaveOne() {
        play(CONNECTED, """
                drain
                S:  nothing
                B:  220 mail.example
                S:  220 mail.example
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example
                B+: 250 PIPELINING
                S:  250-mail.example
                S:  250-PIPELINING
                S:  250 STARTTLS
                C:  MAIL FROM:<a@client.example>
                C+: RCPT TO:<b@mail.example>
                C+: DATA
                >B: MAIL FROM:<a@client.example>
                >B: RCPT TO:<b@mail.example>
                >B: DATA
                B:  250 2.1.0 ok
                B:  250 2.1.5 ok
                B:  354 go ahead
                S:  250 2.1.0 ok
                S:  250 2.1.5 ok
                S:  354 go ahead
                C:  .
                >B: .
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                C:  MAIL FROM:<a@client.example>
                >B: nothing
                """ + GOODBYE);
    }

    @Test
    void whoHasHadNoTransactionAndSaysNothingIsNotWaitedFor() {
        play(CONNECTED, """
                drain
                B:  220 mail.example
                S:  220 mail.example
                wait 2s
                """ + GOODBYE);
    }

    @Test
    void aRefusedTransactionWasOne() {
        play(AFTER_EHLO, """
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                drain
                S:  nothing
                B:  550 5.7.1 no
                S:  550 5.7.1 no
                C:  MAIL FROM:<b@client.example>
                >B: nothing
                """ + GOODBYE);
    }

    /** The backend has its own time for that. */
    @Test
    void whatTheBackendOwesIsWaitedFor() {
        play(AFTER_EHLO, """
                C:  NOOP
                >B: NOOP
                drain
                wait 10s
                S:  nothing
                B:  250 ok
                S:  250 ok
                wait 2s
                """ + GOODBYE);
    }

    @Test
    void anAuthExchangeMayEndAndItsTransactionBegin() {
        play(AFTER_EHLO, """
                C:  AUTH LOGIN
                >B: AUTH LOGIN
                B:  334 VXNlcm5hbWU6
                S:  334 VXNlcm5hbWU6
                drain
                wait 5s
                C:  YWxpY2U=
                >B: YWxpY2U=
                B:  235 2.0.0 OK Authenticated
                S:  235 2.0.0 OK Authenticated
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                """);
    }

    @Test
    void aHandshakeMayEndAndItsTransactionBegin() {
        play(HANDSHAKING, """
                drain
                wait 5s
                TLS
                S:  nothing
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250 mail.example
                S:  250 mail.example
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                """);
    }

    @Test
    void whoIsSilentAfterTheHandshakeIsNotWaitedFor() {
        play(HANDSHAKING, """
                drain
                TLS
                wait 2s
                """ + GOODBYE);
    }

    @Test
    void atTheEndOfPatienceATransactionEndsToo() {
        play(IN_TRANSACTION, "drain\ndrain now\n" + GOODBYE);
    }

    /** In the clear behind our 220 a reply would be taken for TLS. */
    @Test
    void atTheEndOfPatienceAHandshakeEndsWithoutAWord() {
        play(HANDSHAKING, "drain\ndrain now\nS:  nothing\nclosed DRAINED\n");
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
