package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.CONNECTED;

import org.junit.jupiter.api.Test;

/** {@code backend.tls = implicit}: TLS with the backend from the first octet. */
class BackendTlsImplicitTest {
    private static final Stage IMPLICIT = CONNECTED.backendTls(BackendTls.IMPLICIT);
    private static final Stage BACKEND_HANDSHAKING = IMPLICIT.then("B connected");
    private static final Stage GREETED = BACKEND_HANDSHAKING.then("""
            BTLS
            B:  220 mail.example ESMTP
            S:  220 mail.example ESMTP
            """);
    private static final String NOT_AVAILABLE = "S:  421 4.3.2 proxy.example Service not available, try again later\n";

    @Test
    void theClientsStartTlsEndsAtUs() {
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

    @Test
    void aBackendThatCannotBeReachedIs421() {
        play(IMPLICIT, "B unreachable\n" + NOT_AVAILABLE + "closed BACKEND_UNREACHABLE");
    }

    @Test
    void aFailedHandshakeIs421() {
        play(BACKEND_HANDSHAKING, """
                BTLS failed
                trouble FAILED the handshake failed
                """ + NOT_AVAILABLE + "closed BACKEND_TLS_FAILED");
    }

    @Test
    void theHandshakeHasItsTimeAndTheGreetingHasItsOwn() {
        play(IMPLICIT, "wait 31s\nS: nothing");
        play(BACKEND_HANDSHAKING, """
                wait 29s
                S:  nothing
                wait 1s
                trouble TIMEOUT it took longer than limits.tls-handshake
                """ + NOT_AVAILABLE + "closed BACKEND_TLS_FAILED");
        play(BACKEND_HANDSHAKING, """
                BTLS
                wait 59m59s
                S:  nothing
                wait 1s
                """ + NOT_AVAILABLE + "closed BACKEND_TIMEOUT");
    }

    @Test
    void aRefusingGreetingIsTheClientsBusiness() {
        play(BACKEND_HANDSHAKING, """
                BTLS
                B:  554 mail.example no
                S:  554 mail.example no
                C:  QUIT
                >B: QUIT
                B:  221 bye
                S:  221 bye
                closed QUIT
                """);
    }

    @Test
    void aClientThatSpeaksFirstIsSentAway() {
        play(BACKEND_HANDSHAKING, """
                C:  GET / HTTP/1.1
                S:  421 4.7.0 proxy.example Rejecting open proxy [192.0.2.1]
                >B: nothing
                event foreign-protocol block *
                closed BLOCKED
                """);
    }

    /** The engine hands over what came with the end of the handshake, whether or not it is wanted. */
    @Test
    void aGreetingThatComesDuringTheClientsHandshakeWaits() {
        play(IMPLICIT.implicitTls(), """
                B connected
                BTLS
                B:  220 mail.example ESMTP
                S:  nothing
                TLS
                S:  220 mail.example ESMTP
                C:  EHLO client.example
                >B: EHLO client.example
                """);
    }

    /** Behind our 220, or where a ClientHello is due, an octet of ours would be taken for TLS. */
    @Test
    void aFailureDuringTheClientsHandshakeSaysNothing() {
        play(IMPLICIT.implicitTls(), """
                B connected
                BTLS failed
                S:  nothing
                trouble FAILED *
                closed BACKEND_TLS_FAILED
                """);
    }
}
