package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.CONNECTED;

import org.junit.jupiter.api.Test;

/** The backend's greeting (RFC 5321 §3.1) is the client's greeting. */
class GreetingTest {
    @Test
    void theGreetingPassesUnchanged() {
        play(CONNECTED, """
                S:  nothing
                B:  220 mail.example ESMTP Sendmail 8.14.9; ready
                S:  220 mail.example ESMTP Sendmail 8.14.9; ready
                >B: nothing
                """);
    }

    @Test
    void aGreetingOfSeveralLinesPassesWhole() {
        play(CONNECTED, """
                B:  220-mail.example ESMTP
                S:  nothing
                B:  220 no unsolicited mail, please
                S:  220-mail.example ESMTP
                S:  220 no unsolicited mail, please
                """);
    }

    /** RFC 5321 §3.1: the client is to say QUIT, and waits for the reply. */
    @Test
    void aRefusalPassesAndQuitIsAnswered() {
        play(CONNECTED, """
                B:  554 mail.example No SMTP service here
                S:  554 mail.example No SMTP service here
                C:  QUIT
                >B: QUIT
                B:  221 2.0.0 mail.example closing connection
                S:  221 2.0.0 mail.example closing connection
                closed QUIT
                """);
    }

    @Test
    void aBackendThatRefusesAndLeavesHasSaidEnough() {
        play(CONNECTED, """
                B:  554 mail.example No SMTP service here
                S:  554 mail.example No SMTP service here
                B gone
                S:  nothing
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aGreetingWith421PassesAndEndsTheSession() {
        play(CONNECTED, """
                B:  421 4.3.2 mail.example Too many connections
                S:  421 4.3.2 mail.example Too many connections
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void ourRepliesNameTheHostOfTheGreeting() {
        play(CONNECTED, """
                B:  220 mail.example ESMTP
                S:  220 mail.example ESMTP
                drain now
                S:  421 4.3.2 mail.example Service not available, closing transmission channel
                closed DRAINED
                """);
    }

    /** Otherwise the backend could put anything into replies of ours. */
    @Test
    void ourRepliesNameOurselvesWhenTheGreetingNamesNoHost() {
        play(CONNECTED, """
                B:  220 <b>hello</b> ESMTP
                S:  220 <b>hello</b> ESMTP
                drain now
                S:  421 4.3.2 proxy.example Service not available, closing transmission channel
                closed DRAINED
                """);
    }
}
