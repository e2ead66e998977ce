package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Dialogue.playUncut;
import static org.smtpward.session.Stage.CONNECTED;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code backend.tls = always}: STARTTLS with the backend before the client is greeted. */
class BackendTlsAlwaysTest {
    private static final Stage ALWAYS = CONNECTED.backendTls(BackendTls.ALWAYS).then("B connected");

    private static final Stage HELLO_SAID = ALWAYS.then("""
            B:  220 mail.example ESMTP Sendmail 8.15.2
            S:  nothing
            >B: EHLO proxy.example
            """);

    private static final Stage STARTTLS_SAID = HELLO_SAID.then("""
            B:  250-mail.example Hello proxy.example [127.25.25.25], pleased to meet you
            B+: 250-PIPELINING
            B+: 250-STARTTLS
            B+: 250 HELP
            S:  nothing
            >B: STARTTLS
            """);

    private static final Stage BACKEND_HANDSHAKING = STARTTLS_SAID.then("""
            B:  220 2.0.0 Ready to start TLS
            S:  nothing
            """);

    private static final Stage GREETED = BACKEND_HANDSHAKING.then("""
            BTLS
            S:  220 mail.example ESMTP Sendmail 8.15.2
            """);

    /** The backend offers no STARTTLS inside TLS, and we do. */
    private static final Stage AFTER_EHLO = GREETED.then("""
            C:  EHLO client.example
            >B: EHLO client.example
            B:  250-mail.example Hello client.example [127.25.25.25], pleased to meet you
            B+: 250 AUTH PLAIN
            S:  250-mail.example Hello client.example [127.25.25.25], pleased to meet you
            S:  250-AUTH PLAIN
            S:  250 STARTTLS
            """);

    private static final String NOT_AVAILABLE = "S:  421 4.3.2 proxy.example Service not available, try again later\n";

    @Test
    void theClientIsGreetedWhenTheBackendHasTls() {
        play(AFTER_EHLO, """
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  250 2.1.0 ok
                S:  250 2.1.0 ok
                """);
    }

    @Test
    void theClientsStartTlsEndsAtUsAndEhloIsNeededAgain() {
        play(AFTER_EHLO, """
                C:  STARTTLS
                S:  220 2.0.0 Ready to start TLS
                >B: nothing
                TLS
                C:  MAIL FROM:<a@client.example>
                S:  503 5.5.1 Say EHLO first
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example
                B+: 250 STARTTLS
                S:  250 mail.example
                C:  STARTTLS
                S:  503 5.5.1 TLS already active
                """);
    }

    @Test
    void startTlsAfterAuthIsRefused() {
        play(AFTER_EHLO, """
                C:  AUTH PLAIN AAA=
                >B: AUTH PLAIN AAA=
                B:  235 ok
                S:  235 ok
                C:  STARTTLS
                S:  503 *
                >B: nothing
                """);
    }

    @Test
    void aClientWithImplicitTlsIsGreetedInsideIt() {
        play(CONNECTED.backendTls(BackendTls.ALWAYS).implicitTls(), """
                B connected
                reading C
                TLS
                reading C B
                """);
        play(CONNECTED.backendTls(BackendTls.ALWAYS).implicitTls(), """
                B connected
                TLS
                B:  220 mail.example ESMTP
                >B: EHLO proxy.example
                B:  250-mail.example
                B+: 250 STARTTLS
                >B: STARTTLS
                B:  220 go
                BTLS
                S:  220 mail.example ESMTP
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                """);
    }

    @Test
    void aBackendThatDoesNotOfferItIs421() {
        play(HELLO_SAID, """
                B:  250-mail.example
                B+: 250 X-STARTTLS
                trouble REFUSED the backend does not offer STARTTLS
                """ + NOT_AVAILABLE + "closed BACKEND_TLS_FAILED");
    }

    @Test
    void aBackendThatDoesNotKnowEhloIs421() {
        play(HELLO_SAID, """
                B:  500 5.5.1 Command unrecognized
                trouble REFUSED the backend refuses our EHLO with 500
                """ + NOT_AVAILABLE + "closed BACKEND_TLS_FAILED");
    }

    @Test
    void aBackendThatRefusesItIs421() {
        play(STARTTLS_SAID, """
                B:  454 4.3.3 TLS not available
                trouble REFUSED the backend refuses STARTTLS with 454
                """ + NOT_AVAILABLE + "closed BACKEND_TLS_FAILED");
        play(STARTTLS_SAID, """
                B:  250 ok
                trouble REFUSED the backend refuses STARTTLS with 250
                """ + NOT_AVAILABLE + "closed BACKEND_TLS_FAILED");
    }

    @Test
    void aFailedHandshakeIs421() {
        play(BACKEND_HANDSHAKING, """
                BTLS failed
                trouble FAILED the handshake failed
                """ + NOT_AVAILABLE + "closed BACKEND_TLS_FAILED");
    }

    @Test
    void aBackendThatSaysGoodbyeIs421() {
        for (Stage stage : new Stage[] {HELLO_SAID, STARTTLS_SAID}) {
            play(stage, "B:  421 4.3.2 mail.example closing\n" + NOT_AVAILABLE + "closed BACKEND_CLOSED");
            play(stage, "B gone\n" + NOT_AVAILABLE + "closed BACKEND_CLOSED");
        }
    }

    /** A refusal of the backend's is the client's; but nothing that the client says to it goes on in the clear. */
    @Test
    void aGreetingThatRefusesEndsTheSession() {
        play(ALWAYS, """
                B:  554 mail.example no
                S:  554 mail.example no
                closed BACKEND_CLOSED
                """);
        play(ALWAYS, """
                B:  421 mail.example busy
                S:  421 mail.example busy
                closed BACKEND_CLOSED
                """);
    }

    /** Response injection (Poddebniak et al. 2021). */
    @Test
    void plaintextBehindTheBackends220EndsTheSession() {
        String protocol = "S:  421 4.3.0 proxy.example Internal trouble, try again later\nclosed BACKEND_PROTOCOL";
        playUncut(STARTTLS_SAID, "B raw: 220 go\\r\\n250 x\\r\\n\n" + protocol);
        playUncut(STARTTLS_SAID, "B raw: 220 go\\r\\n2\n" + protocol);
        playUncut(HELLO_SAID, "B raw: 250-mail.example\\r\\n250 STARTTLS\\r\\n220 go\\r\\n\n" + protocol);
        playUncut(ALWAYS, "B raw: 220 mail.example\\r\\n250 STARTTLS\\r\\n\n" + protocol);
    }

    @Test
    void everyStepHasItsTime() {
        Stage twoMinutes = CONNECTED.backendTls(BackendTls.ALWAYS).backendReply(Duration.ofMinutes(2));
        play(twoMinutes, "wait 2m\n" + NOT_AVAILABLE + "closed BACKEND_TIMEOUT");
        String greeting = "B:  220 mail.example\n>B: EHLO proxy.example\n";
        play(twoMinutes, greeting + "wait 119s\nS: nothing\nwait 1s\n" + NOT_AVAILABLE + "closed BACKEND_TIMEOUT");
        String hello = greeting + "B:  250-mail.example\nB+: 250 STARTTLS\n>B: STARTTLS\n";
        play(twoMinutes, hello + "wait 119s\nS: nothing\nwait 1s\n" + NOT_AVAILABLE + "closed BACKEND_TIMEOUT");
        play(BACKEND_HANDSHAKING, """
                wait 29s
                S:  nothing
                wait 1s
                trouble TIMEOUT it took longer than limits.tls-handshake
                """ + NOT_AVAILABLE + "closed BACKEND_TLS_FAILED");
        play(BACKEND_HANDSHAKING, """
                wait 29s
                BTLS
                S:  220 mail.example ESMTP Sendmail 8.15.2
                wait 59m
                S:  nothing
                """);
    }

    /** The client is judged as ever, and before the backend knows of it. */
    @Test
    void aClientThatSpeaksFirstIsSentAway() {
        for (Stage stage : new Stage[] {ALWAYS, HELLO_SAID, BACKEND_HANDSHAKING}) {
            play(stage, """
                    C:  EHLO client.example
                    S:  554 5.5.1 proxy.example Protocol error: client spoke first
                    >B: nothing
                    event early-talker block *
                    closed BLOCKED
                    """);
        }
        play(BACKEND_HANDSHAKING, """
                C raw: EHLO
                S:  nothing
                BTLS
                S:  554 5.5.1 mail.example Protocol error: client spoke first
                event early-talker block *
                closed BLOCKED
                """);
    }

    @Test
    void aClientThatLeavesMeanwhileEndsTheSession() {
        play(BACKEND_HANDSHAKING, "C end\nclosed CLIENT_CLOSED");
        play(HELLO_SAID, "C gone\nclosed CLIENT_CLOSED");
        play(BACKEND_HANDSHAKING, "drain now\nS:  421 *\nclosed DRAINED");
    }
}
