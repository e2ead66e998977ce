package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.CONNECTED;
import static org.smtpward.session.Stage.IN_DATA;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import org.junit.jupiter.api.Test;
import org.smtpward.rewrite.Tls403Scope;

/** 403 becomes 454 in the reply to whatever command, and nowhere else. The texts stand in the rewriter's own test. */
class Tls403InDialoguesTest {
    @Test
    void theReplyToMailIsRewritten() {
        play(AFTER_EHLO, """
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  403 4.7.0 encryption too weak 0 less than 112
                S:  454 4.7.0 encryption too weak 0 less than 112
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  403-4.7.0 TLS handshake.
                B+: 403 4.7.0 come again
                S:  454-4.7.0 TLS handshake failed.
                S:  454 4.7.0 come again
                """);
    }

    @Test
    void aReplyOfTheSiteStays() {
        play(IN_TRANSACTION, """
                C:  RCPT TO:<c@mail.example>
                >B: RCPT TO:<c@mail.example>
                B:  403 4.7.1 not today
                S:  403 4.7.1 not today
                """);
    }

    @Test
    void everyReplyIsRewrittenOnDemand() {
        play(IN_TRANSACTION.tls403(Tls403Scope.ALL), """
                C:  RCPT TO:<c@mail.example>
                >B: RCPT TO:<c@mail.example>
                B:  403 4.7.1 not today
                S:  454 4.7.1 not today
                """);
    }

    @Test
    void noReplyIsRewrittenWhenItIsOff() {
        play(AFTER_EHLO.tls403(Tls403Scope.OFF), """
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  403 4.7.0 TLS handshake.
                S:  403 4.7.0 TLS handshake.
                """);
    }

    @Test
    void greetingDataAuthAndMailDataRepliesAreRewrittenToo() {
        play(CONNECTED, """
                B:  403 4.7.0 TLS handshake.
                S:  454 4.7.0 TLS handshake failed.
                """);
        play(AFTER_EHLO, """
                C:  AUTH PLAIN AAA=
                >B: AUTH PLAIN AAA=
                B:  403 4.7.0 authentication required
                S:  454 4.7.0 authentication required
                C:  DATA
                >B: DATA
                B:  403 4.7.0 not authenticated
                S:  454 4.7.0 not authenticated
                """);
        play(IN_DATA, """
                C:  .
                >B: .
                B:  403 4.7.0 DANE check failed.
                S:  454 4.7.0 DANE check failed.
                message REFUSED
                """);
    }

    @Test
    void aChallengeIsData() {
        play(AFTER_EHLO, """
                C:  AUTH X
                >B: AUTH X
                B:  334 403 4.7.0 TLS handshake.
                S:  334 403 4.7.0 TLS handshake.
                """);
    }

    @Test
    void otherCodesThatSpeakOfTlsStay() {
        play(AFTER_EHLO, """
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  503 5.7.0 TLS handshake.
                S:  503 5.7.0 TLS handshake.
                """);
    }
}
