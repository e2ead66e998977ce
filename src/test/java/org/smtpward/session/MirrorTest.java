package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Dialogue.playUncut;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.GREETED;

import org.junit.jupiter.api.Test;

/** {@code backend.tls = mirror}: STARTTLS is done with the backend before the client gets 220. */
class MirrorTest {
    private static final Stage BACKEND_HANDSHAKING = AFTER_EHLO.then("""
            C:  STARTTLS
            >B: STARTTLS
            S:  nothing
            B:  220 2.0.0 Ready to start TLS
            S:  nothing
            """);

    private static final Stage AFTER_FAILED_HANDSHAKE = BACKEND_HANDSHAKING.then("""
            BTLS failed
            trouble FAILED the handshake failed
            reconnect
            S:  nothing
            B:  220 mail.example ESMTP again
            >B: EHLO client.example
            S:  nothing
            B:  250-mail.example Hello
            B+: 250 STARTTLS
            S:  454 4.7.0 TLS handshake failed.
            """);

    @Test
    void theBackendsHandshakeComesFirst() {
        play(BACKEND_HANDSHAKING, """
                BTLS
                S:  220 2.0.0 Ready to start TLS
                TLS
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example
                B+: 250 AUTH PLAIN
                S:  250-mail.example
                S:  250 AUTH PLAIN
                C:  STARTTLS
                S:  503 5.5.1 TLS already active
                """);
    }

    @Test
    void thePlaceIsTakenBeforeTheBackendIsAskedAndKeptUntilTheClientIsInTls() {
        play(AFTER_EHLO, """
                C:  STARTTLS
                >B: STARTTLS
                place taken
                B:  220 2.0.0 Ready to start TLS
                BTLS
                S:  220 2.0.0 Ready to start TLS
                place taken
                TLS
                place free
                """);
    }

    @Test
    void aBackendThatRefusesGivesThePlaceBack() {
        play(AFTER_EHLO, """
                C:  STARTTLS
                >B: STARTTLS
                B:  454 4.3.3 TLS not available
                S:  454 4.7.0 STARTTLS failed.
                place free
                """);
        play(AFTER_FAILED_HANDSHAKE, "place free");
    }

    /** The backend has forgotten EHLO itself, so it is the one to say so. */
    @Test
    void afterBothHandshakesTheBackendAsksForEhlo() {
        play(BACKEND_HANDSHAKING, """
                BTLS
                S:  220 2.0.0 Ready to start TLS
                TLS
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  503 5.0.0 Polite people say HELO first
                S:  503 5.0.0 Polite people say HELO first
                """);
    }

    @Test
    void aRefusalOfTheBackendBecomes454AndTheClientStaysInTheClear() {
        play(AFTER_EHLO, """
                C:  STARTTLS
                >B: STARTTLS
                B:  454 4.3.3 TLS not available after start
                S:  454 4.7.0 STARTTLS failed.
                trouble REFUSED the backend refuses STARTTLS with 454
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void a421OfTheBackendEndsTheSession() {
        play(AFTER_EHLO, """
                C:  STARTTLS
                >B: STARTTLS
                B:  421 4.3.2 mail.example closing
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aBackendThatDoesNotOfferItIsNotAsked() {
        play(GREETED, """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250 mail.example
                S:  250-mail.example
                S:  250 STARTTLS
                C:  STARTTLS
                S:  220 2.0.0 Ready to start TLS
                >B: nothing
                TLS
                C:  MAIL FROM:<a@client.example>
                S:  503 5.5.1 Say EHLO first
                """);
    }

    /** Without EHLO nobody knows, so the backend is asked; 5yz says that it does not have it. */
    @Test
    void aBackendThatDoesNotKnowItAfterHeloDoesNotHaveIt() {
        play(GREETED, """
                C:  STARTTLS
                >B: STARTTLS
                B:  500 5.5.1 Command unrecognized: "STARTTLS"
                S:  220 2.0.0 Ready to start TLS
                TLS
                C:  MAIL FROM:<a@client.example>
                S:  503 5.5.1 Say EHLO first
                """);
    }

    @Test
    void afterAFailedHandshakeTheClientStaysInTheClearOnANewConnection() {
        play(AFTER_FAILED_HANDSHAKE, """
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  250 2.1.0 ok
                S:  250 2.1.0 ok
                """);
    }

    @Test
    void afterAFailedHandshakeItIsNotTriedAgain() {
        play(AFTER_FAILED_HANDSHAKE, """
                C:  STARTTLS
                S:  454 4.7.0 TLS handshake failed.
                >B: nothing
                """);
    }

    @Test
    void withoutEhloThereIsNothingToSayAgainOnTheNewConnection() {
        play(GREETED, """
                C:  STARTTLS
                >B: STARTTLS
                B:  220 2.0.0 Ready to start TLS
                BTLS failed
                reconnect
                B:  220 mail.example ESMTP again
                >B: nothing
                S:  454 4.7.0 TLS handshake failed.
                C:  HELO client.example
                >B: HELO client.example
                B:  250 mail.example
                S:  250 mail.example
                """);
    }

    @Test
    void whenTheNewConnectionCannotBeMadeTheSessionEnds() {
        play(BACKEND_HANDSHAKING, """
                BTLS failed
                reconnect
                B unreachable
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_UNREACHABLE
                """);
        play(BACKEND_HANDSHAKING, """
                BTLS failed
                reconnect
                B:  554 mail.example no
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_UNREACHABLE
                """);
    }

    /** The client would believe in an EHLO that the backend has not accepted. */
    @Test
    void whenTheNewConnectionIsClosedAtTheRepeatedEhloTheSessionEnds() {
        play(BACKEND_HANDSHAKING, """
                BTLS failed
                reconnect
                B:  220 mail.example ESMTP again
                >B: EHLO client.example
                B:  421 4.3.2 mail.example closing
                S:  421 *
                closed BACKEND_CLOSED
                """);
    }

    /** The new connection does not know who the client said it is. */
    @Test
    void afterAuthAFailedHandshakeEndsTheSession() {
        play(AFTER_EHLO, """
                C:  AUTH PLAIN AAA=
                >B: AUTH PLAIN AAA=
                B:  235 ok
                S:  235 ok
                C:  STARTTLS
                >B: STARTTLS
                B:  220 go
                BTLS failed
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_CLOSED
                """);
    }

    /** Response injection (Poddebniak et al. 2021): it would be taken for a reply inside TLS. */
    @Test
    void plaintextBehindTheBackends220EndsTheSession() {
        playUncut(AFTER_EHLO, """
                C:  STARTTLS
                >B: STARTTLS
                B:  220 2.0.0 Ready to start TLS
                B+: 250 2.1.0 injected
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """);
        playUncut(AFTER_EHLO, """
                C:  STARTTLS
                >B: STARTTLS
                B raw: 220 go\\r\\n2
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """);
    }

    @Test
    void aBackendThatIsLostBeforeItsReplyEndsTheSession() {
        play(AFTER_EHLO, """
                C:  STARTTLS
                >B: STARTTLS
                B gone
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aClientThatLeavesMeanwhileEndsTheSession() {
        play(BACKEND_HANDSHAKING, """
                C end
                closed CLIENT_CLOSED
                """);
    }
}
