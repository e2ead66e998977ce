package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.AFTER_EHLO_TLS_NEVER;
import static org.smtpward.session.Stage.GREETED;
import static org.smtpward.session.Stage.HANDSHAKING;
import static org.smtpward.session.Stage.IN_TLS;
import static org.smtpward.session.Stage.IN_TLS_AFTER_EHLO;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import org.junit.jupiter.api.Test;

/** STARTTLS of the client (RFC 3207), before a backend that takes no part in it. */
class StartTlsTest {
    @Test
    void aClientStartsTlsAndTheBackendHearsNothingOfIt() {
        play(AFTER_EHLO_TLS_NEVER, """
                C:  STARTTLS
                S:  220 2.0.0 Ready to start TLS
                >B: nothing
                TLS
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250 mail.example
                S:  250 mail.example
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void starttlsWaitsForItsTurn() {
        play(AFTER_EHLO_TLS_NEVER, """
                C:  NOOP
                C+: starttls
                >B: NOOP
                S:  nothing
                B:  250 ok
                S:  250 ok
                S:  220 2.0.0 Ready to start TLS
                TLS
                """);
    }

    @Test
    void blanksBehindStarttlsAreNoArgument() {
        play(AFTER_EHLO_TLS_NEVER, """
                C raw: STARTTLS \\t\\r\\n
                S:  220 2.0.0 Ready to start TLS
                TLS
                """);
    }

    @Test
    void anArgumentIsRefused() {
        play(AFTER_EHLO, """
                C:  STARTTLS now
                S:  501 5.5.2 Syntax error (no parameters allowed)
                >B: nothing
                C:  NOOP
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void insideTlsItIsRefused() {
        play(IN_TLS, """
                C:  STARTTLS
                S:  503 5.5.1 TLS already active
                >B: nothing
                """);
    }

    @Test
    void inATransactionItIsRefused() {
        for (Stage stage : new Stage[] {IN_TRANSACTION, IN_TRANSACTION.tlsNever()}) {
            play(stage, """
                    C:  STARTTLS
                    S:  503 5.5.0 TLS not permitted during a mail transaction
                    >B: nothing
                    C:  RSET
                    >B: RSET
                    B:  250 ok
                    S:  250 ok
                    """);
        }
    }

    @Test
    void afterATransactionItIsAllowed() {
        play(IN_TRANSACTION.tlsNever(), """
                C:  RSET
                C+: STARTTLS
                >B: RSET
                B:  250 ok
                S:  250 ok
                S:  220 2.0.0 Ready to start TLS
                TLS
                """);
    }

    @Test
    void onAListenerWithoutItItIsNotOffered() {
        play(GREETED.withoutStartTls(), """
                C:  STARTTLS
                S:  502 5.5.1 STARTTLS not offered
                >B: nothing
                """);
    }

    @Test
    void withoutCertificateItIsNotPossible() {
        play(GREETED.withoutCertificate(), """
                C:  STARTTLS
                S:  454 4.7.0 STARTTLS temporarily not possible.
                >B: nothing
                C:  NOOP
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    /** {@code limits.tls-handshakes}. The backend is not asked, as it could not be told to stay in the clear. */
    @Test
    void withoutAPlaceForTheHandshakeItIsNotPossible() {
        for (Stage stage : new Stage[] {AFTER_EHLO, AFTER_EHLO_TLS_NEVER}) {
            play(stage, """
                    place none
                    C:  STARTTLS
                    S:  454 4.7.0 STARTTLS temporarily not possible.
                    >B: nothing
                    place free
                    C:  NOOP
                    >B: NOOP
                    B:  250 ok
                    S:  250 ok
                    """);
        }
    }

    @Test
    void theEndOfTheHandshakeGivesThePlaceBack() {
        play(AFTER_EHLO_TLS_NEVER, """
                place free
                C:  STARTTLS
                S:  220 2.0.0 Ready to start TLS
                place taken
                TLS
                place free
                """);
    }

    @Test
    void soDoesItsFailure() {
        play(HANDSHAKING, """
                place taken
                TLS failed
                place free
                closed CLIENT_TLS_FAILED
                """);
    }

    @Test
    void soDoesAClientThatLeaves() {
        play(HANDSHAKING, """
                place taken
                C gone
                place free
                closed CLIENT_CLOSED
                """);
    }

    @Test
    void soDoesATimeout() {
        play(HANDSHAKING, """
                wait 30s
                place free
                closed CLIENT_TLS_FAILED
                """);
    }

    /** RFC 3207 §4.2: the identity would have to be forgotten, and this backend does not know of the handshake. */
    @Test
    void afterAuthItIsRefused() {
        play(AFTER_EHLO_TLS_NEVER, """
                C:  AUTH PLAIN AAA=
                >B: AUTH PLAIN AAA=
                B:  235 2.0.0 OK Authenticated
                S:  235 2.0.0 OK Authenticated
                C:  STARTTLS
                S:  503 5.5.0 TLS not permitted after AUTH
                >B: nothing
                """);
    }

    @Test
    void afterARefusedAuthItIsAllowed() {
        play(AFTER_EHLO_TLS_NEVER, """
                C:  AUTH PLAIN AAA=
                >B: AUTH PLAIN AAA=
                B:  535 5.7.0 no
                S:  535 5.7.0 no
                C:  STARTTLS
                S:  220 2.0.0 Ready to start TLS
                TLS
                """);
    }

    /** RFC 3207 §4.2: the backend still knows the EHLO of the clear phase, which an attacker may have sent. */
    @Test
    void theHandshakeMakesTheProxyForgetEhlo() {
        play(IN_TLS, """
                C:  MAIL FROM:<a@client.example>
                C+: RCPT TO:<b@mail.example>
                C+: AUTH PLAIN AAA=
                C+: VRFY x
                S:  503 5.5.1 Say EHLO first
                S:  503 5.5.1 Say EHLO first
                S:  503 5.5.1 Say EHLO first
                S:  503 5.5.1 Say EHLO first
                >B: nothing
                C:  NOOP
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void aRefusedEhloDoesNotCountAsEhlo() {
        play(IN_TLS, """
                C:  EHLO ?
                >B: EHLO ?
                B:  501 5.0.0 Invalid domain name
                S:  501 5.0.0 Invalid domain name
                C:  MAIL FROM:<a@client.example>
                S:  503 5.5.1 Say EHLO first
                >B: nothing
                """);
    }

    @Test
    void aSecondEhloInTlsIsAsGoodAsTheFirst() {
        play(IN_TLS_AFTER_EHLO, """
                C:  HELO again.example
                >B: HELO again.example
                B:  250 mail.example
                S:  250 mail.example
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  250 ok
                S:  250 ok
                """);
    }
}
