package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Dialogue.playUncut;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.GREETED;
import static org.smtpward.session.Stage.IN_TRANSACTION;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** A listener that holds no key: STARTTLS is the backend's, we look at the ClientHello and copy what follows. */
class PassthroughTest {
    private static final Stage AT_THE_HELLO = AFTER_EHLO.passthrough().then("""
            C:  STARTTLS
            >B: STARTTLS
            B:  220 2.0.0 Ready to start TLS, says the backend
            S:  220 2.0.0 Ready to start TLS, says the backend
            """);

    private static final Stage PASSING_ON = AT_THE_HELLO.then("hello alpn=smtp\npass\n");

    @Test
    void starttlsIsOfferedWhenTheBackendOffersIt() {
        play(GREETED.passthrough(), """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example
                B+: 250 STARTTLS
                S:  250-mail.example
                S:  250 STARTTLS
                """);
        play(GREETED.passthrough(), """
                C:  EHLO client.example
                >B: EHLO client.example
                B:  250-mail.example
                B+: 250 HELP
                S:  250-mail.example
                S:  250 HELP
                """);
    }

    @Test
    void octetsPassAsTheyComeBothWays() {
        play(PASSING_ON, """
                C raw: \\x16\\x03\\x01GET / HTTP/1.1\\r\\n\\n.\\n
                >B raw: \\x16\\x03\\x01GET / HTTP/1.1\\r\\n\\n.\\n
                B raw: \\x16\\x03\\x03no reply
                S raw: \\x16\\x03\\x03no reply
                reading C B
                B gone
                closed PASSED_ON
                """);
    }

    @Test
    void aBrowsersOfferIsRefused() {
        play(AT_THE_HELLO, """
                hello alpn=h2,http/1.1 refused NO_APPLICATION_PROTOCOL
                event alpn block *
                >B: nothing
                closed BLOCKED
                """);
    }

    @Test
    void aNameThatIsNotOursIsRefusedWhereThatIsEnforced() {
        play(AT_THE_HELLO.with(RuleId.SNI, Mode.ENFORCE), """
                hello sni=www.example uncovered refused UNRECOGNIZED_NAME
                event sni block *
                closed BLOCKED
                """);
    }

    @Test
    void whatIsNoClientHelloEndsTheSession() {
        play(AT_THE_HELLO, """
                nohello GET / HTTP/1.1\\r\\n
                event foreign-protocol block *
                >B: nothing
                closed BLOCKED
                """);
    }

    @Test
    void plaintextBehindStarttlsEndsTheSession() {
        playUncut(AFTER_EHLO.passthrough(), """
                C:  STARTTLS
                C+: MAIL FROM:<evil@client.example>
                >B: nothing
                S:  554 5.5.1 mail.example Protocol error: plaintext behind STARTTLS
                event starttls-injection block *
                closed BLOCKED
                """);
    }

    /** Else it would be taken for the answer to what the client says inside TLS. */
    @Test
    void plaintextBehindTheBackends220EndsTheSession() {
        playUncut(AFTER_EHLO.passthrough(), """
                C:  STARTTLS
                >B: STARTTLS
                B:  220 2.0.0 Ready
                B+: 250 injected
                S:  421 4.3.0 mail.example Internal trouble, try again later
                closed BACKEND_PROTOCOL
                """);
    }

    @Test
    void aRefusalOfTheBackendIsTheClients() {
        play(AFTER_EHLO.passthrough(), """
                C:  STARTTLS
                >B: STARTTLS
                B:  454 4.3.3 TLS not available due to temporary reason
                S:  454 4.3.3 TLS not available due to temporary reason
                C:  NOOP
                >B: NOOP
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void inATransactionItIsRefused() {
        play(IN_TRANSACTION.passthrough(), """
                C:  STARTTLS
                >B: nothing
                S:  503 5.5.0 TLS not permitted during a mail transaction
                """);
    }

    /** The backend may have a reply to say. */
    @Test
    void theClientsEndIsPassedOnToo() {
        play(PASSING_ON, """
                C raw: x
                >B raw: x
                C end
                B told
                B raw: \\x17\\x03\\x03more
                S raw: \\x17\\x03\\x03more
                B gone
                closed PASSED_ON
                """);
    }

    @Test
    void aClientThatVanishesEndsIt() {
        play(PASSING_ON, """
                C gone
                closed PASSED_ON
                """);
    }

    @Test
    void aSlowSideStopsTheOther() {
        play(PASSING_ON, """
                B slow
                reading B
                B fast
                reading C B
                C slow
                reading C
                """);
    }

    /** A reply in the clear would be taken for TLS. */
    @Test
    void nothingIsSaidWhenItEndsForUs() {
        play(PASSING_ON.clientIdle(Duration.ofMinutes(5)), """
                wait 5m
                S:  nothing
                closed CLIENT_TIMEOUT
                """);
        play(PASSING_ON, """
                drain
                drain now
                S:  nothing
                closed DRAINED
                """);
    }
}
