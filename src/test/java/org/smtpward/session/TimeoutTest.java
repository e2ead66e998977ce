package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.CONNECTED;
import static org.smtpward.session.Stage.GREETED;
import static org.smtpward.session.Stage.HANDSHAKING;
import static org.smtpward.session.Stage.IN_DATA;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long each side may keep the other waiting. */
class TimeoutTest {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    @Test
    void aSilentClientIsTold() {
        play(AFTER_EHLO.clientIdle(FIVE_MINUTES).backendReply(FIVE_MINUTES), """
                wait 4m59s
                S:  nothing
                wait 1s
                S:  421 4.4.1 mail.example Timeout waiting for input
                closed CLIENT_TIMEOUT
                """);
    }

    @Test
    void everyCommandIsPatience() {
        play(AFTER_EHLO.clientIdle(FIVE_MINUTES).backendReply(FIVE_MINUTES), """
                wait 4m
                C:  NOOP
                >B: NOOP
                wait 4m
                B:  250 ok
                S:  250 ok
                wait 4m59s
                S:  nothing
                wait 1s
                S:  421 4.4.1 mail.example Timeout waiting for input
                closed CLIENT_TIMEOUT
                """);
    }

    /** Else an octet now and then would hold a session for ever; sendmail's timer is for the whole line, too. */
    @Test
    void anOctetIsNoCommand() {
        play(AFTER_EHLO.clientIdle(FIVE_MINUTES).backendReply(FIVE_MINUTES), """
                wait 3m
                C raw: N
                wait 1m59s
                C raw: O
                S:  nothing
                wait 1s
                S:  421 4.4.1 mail.example Timeout waiting for input
                closed CLIENT_TIMEOUT
                """);
    }

    @Test
    void anOctetIsNoReply() {
        play(IN_DATA.clientIdle(FIVE_MINUTES).backendReply(FIVE_MINUTES), """
                C:  .
                >B: .
                wait 4m59s
                B raw: 2
                S:  nothing
                wait 1s
                S:  451 4.3.0 mail.example Message not accepted, try again later
                closed BACKEND_TIMEOUT
                message UNFINISHED
                """);
    }

    @Test
    void anOctetIsNoAnswerToAChallenge() {
        play(AFTER_EHLO.clientIdle(FIVE_MINUTES), """
                C:  AUTH LOGIN
                >B: AUTH LOGIN
                B:  334 VXNlcm5hbWU6
                S:  334 VXNlcm5hbWU6
                wait 4m59s
                C raw: Y
                wait 1s
                S:  421 4.4.1 mail.example Timeout waiting for input
                closed CLIENT_TIMEOUT
                """);
    }

    /** Replies of our own are nothing that the backend owes. */
    @Test
    void afterARefusedCommandItIsTheClientsTurn() {
        play(AFTER_EHLO.clientIdle(FIVE_MINUTES).backendReply(FIVE_MINUTES), """
                C:  NOOP
                C+: FOO
                >B: NOOP
                B:  250 ok
                S:  250 ok
                S:  500 5.5.1 Command unrecognized
                event unknown-command block *
                wait 5m
                S:  421 4.4.1 mail.example Timeout waiting for input
                closed CLIENT_TIMEOUT
                """);
    }

    @Test
    void aClientThatIsSilentInMailDataKeepsItsMail() {
        play(IN_DATA.clientIdle(FIVE_MINUTES).backendReply(FIVE_MINUTES), """
                C:  half a message
                >B: half a message
                wait 5m
                S:  4*
                >B: nothing
                closed CLIENT_TIMEOUT
                message UNFINISHED
                """);
    }

    /** The client is not read as long as the backend takes nothing: it is not to blame. */
    @Test
    void aBackendThatTakesNoMoreMailDataIsGivenUp() {
        play(IN_DATA.clientIdle(FIVE_MINUTES).backendReply(FIVE_MINUTES), """
                C:  half a message
                >B: half a message
                B slow
                wait 4m59s
                S:  nothing
                wait 1s
                S:  451 4.3.0 mail.example Message not accepted, try again later
                closed BACKEND_TIMEOUT
                message UNFINISHED
                """);
    }

    @Test
    void aBackendWithoutGreetingIsGivenUp() {
        play(CONNECTED.backendReply(Duration.ofMinutes(2)), """
                wait 2m
                S:  421 4.3.2 proxy.example Service not available, try again later
                closed BACKEND_TIMEOUT
                """);
    }

    @Test
    void aBackendWithoutReplyIsGivenUp() {
        play(IN_DATA.backendReply(Duration.ofHours(1)).clientIdle(FIVE_MINUTES), """
                C:  .
                >B: .
                wait 59m59s
                S:  nothing
                wait 1s
                S:  451 4.3.0 mail.example Message not accepted, try again later
                closed BACKEND_TIMEOUT
                message UNFINISHED
                """);
    }

    /** The timer was set for the backend's greeting, which has more time. */
    @Test
    void aClientHasNoMoreTimeThanItsOwnAlsoWhenTheBackendHasMore() {
        play(GREETED.clientIdle(FIVE_MINUTES).backendReply(Duration.ofHours(1)), """
                wait 5m
                S:  421 4.4.1 mail.example Timeout waiting for input
                closed CLIENT_TIMEOUT
                """);
    }

    /** The timer was set for the client, which has more time. */
    @Test
    void aBackendHasNoMoreTimeThanItsOwnAlsoWhenClientsHaveMore() {
        play(GREETED.backendReply(Duration.ofMinutes(2)).clientIdle(Duration.ofHours(1)), """
                wait 5m
                C:  NOOP
                >B: NOOP
                wait 2m
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_TIMEOUT
                """);
    }

    @Test
    void aHandshakeHasItsOwnTime() {
        play(HANDSHAKING, """
                wait 29s
                S:  nothing
                wait 1s
                S:  nothing
                closed CLIENT_TLS_FAILED
                """);
        play(HANDSHAKING, """
                wait 29s
                TLS
                wait 59m
                S:  nothing
                """);
        play(CONNECTED.implicitTls(), """
                wait 30s
                S:  nothing
                closed CLIENT_TLS_FAILED
                """);
    }

    /** {@code limits.tls-handshake} is for either leg, and the client has nothing to say meanwhile. */
    @Test
    void theBackendsHandshakeHasItsOwnTimeToo() {
        play(AFTER_EHLO, """
                C:  STARTTLS
                >B: STARTTLS
                B:  220 go
                wait 29s
                S:  nothing
                wait 1s
                S:  421 4.3.2 *
                trouble TIMEOUT *
                closed BACKEND_TLS_FAILED
                """);
    }

    @Test
    void timersRestWhenTheSessionIsOver() {
        play(AFTER_EHLO, """
                C gone
                wait 3h
                closed CLIENT_CLOSED
                """);
    }
}
