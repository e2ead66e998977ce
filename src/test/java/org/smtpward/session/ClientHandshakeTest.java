package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.CONNECTED;
import static org.smtpward.session.Stage.HANDSHAKING;

import org.junit.jupiter.api.Test;

/** Between our 220 and the end of the handshake nothing is said in the clear; and implicit TLS (RFC 8314 §3.3). */
class ClientHandshakeTest {
    @Test
    void aFailedHandshakeEndsTheSessionInSilence() {
        play(HANDSHAKING, """
                TLS failed
                S:  nothing
                closed CLIENT_TLS_FAILED
                """);
    }

    @Test
    void aClientThatLeavesInsteadOfShakingHandsEndsTheSession() {
        play(HANDSHAKING, """
                C end
                closed CLIENT_TLS_FAILED
                """);
    }

    /** In the clear behind our 220 a reply would be taken for TLS. */
    @Test
    void nothingIsSaidInTheClearBehindThe220() {
        play(HANDSHAKING, """
                B gone
                S:  nothing
                closed BACKEND_CLOSED
                """);
        play(HANDSHAKING, """
                drain now
                S:  nothing
                closed DRAINED
                """);
        play(HANDSHAKING, """
                B:  250 nobody asked
                S:  nothing
                closed BACKEND_PROTOCOL
                """);
    }

    /** It was on its way when we stopped reading from the backend. */
    @Test
    void a421OfTheBackendIsNotSaidInTheClearBehindThe220() {
        play(HANDSHAKING, """
                B:  421 4.4.1 mail.example timeout
                S:  nothing
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void duringTheHandshakeTheBackendIsNotRead() {
        play(HANDSHAKING, """
                reading C
                TLS
                reading C B
                """);
    }

    @Test
    void implicitTlsComesBeforeTheGreeting() {
        play(CONNECTED.implicitTls(), """
                reading C
                TLS
                B:  220 mail.example ESMTP
                S:  220 mail.example ESMTP
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  503 5.0.0 Polite people say HELO first
                S:  503 5.0.0 Polite people say HELO first
                C:  STARTTLS
                S:  503 5.5.1 TLS already active
                """);
    }

    @Test
    void withImplicitTlsTheGreetingIsNotSaidInTheClear() {
        play(CONNECTED.implicitTls(), """
                B unreachable
                S:  nothing
                closed BACKEND_UNREACHABLE
                """);
    }
}
