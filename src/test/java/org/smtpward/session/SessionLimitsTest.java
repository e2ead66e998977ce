package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.CONNECTED;
import static org.smtpward.session.Stage.IN_DATA;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What one session may cost, each at its edge. */
class SessionLimitsTest {
    @Test
    void asManyCommandsAsTheLimitPassAndOneMoreEndsTheSession() {
        // The first is EHLO.
        play(AFTER_EHLO.commands(3), """
                C:  NOOP 2
                C+: FOO
                C+: NOOP 4
                >B: NOOP 2
                B:  250 2
                S:  250 2
                S:  500 5.5.1 Command unrecognized
                event unknown-command block *
                S:  421 4.7.0 mail.example Too many commands in one session; closing connection
                >B: nothing
                closed TOO_MANY_COMMANDS
                """);
    }

    @Test
    void asManyTransactionsAsTheLimitPassAndOneMoreEndsTheSession() {
        play(AFTER_EHLO.transactions(1), """
                C:  MAIL FROM:<a@client.example>
                >B: MAIL FROM:<a@client.example>
                B:  250 ok
                S:  250 ok
                C:  RSET
                >B: RSET
                B:  250 ok
                S:  250 ok
                C:  MAIL FROM:<a@client.example>
                >B: nothing
                S:  421 4.7.0 mail.example Too many commands in one session; closing connection
                closed TOO_MANY_COMMANDS
                """);
    }

    @Test
    void mailDataAtTheRatePasses() {
        play(
                IN_DATA.dataRate(1),
                ("wait 4m\nC raw: %s\n>B raw: %s\n".repeat(3) + "wait 3m59s\nS: nothing\n")
                        .formatted(filled(310), filled(310), filled(310), filled(310), filled(310), filled(310)));
    }

    @Test
    void mailDataBelowTheRateEndsTheSession() {
        play(IN_DATA.dataRate(1), """
                C raw: %s
                >B raw: %s
                wait 4m59s
                S:  nothing
                wait 1s
                S:  421 4.4.2 mail.example Mail data comes too slowly
                >B: nothing
                message UNFINISHED
                closed CLIENT_TOO_SLOW
                """.formatted(filled(299), filled(299)));
    }

    @Test
    void mailDataJustAtTheRateDoesNot() {
        play(IN_DATA.dataRate(1), """
                C raw: %s
                >B raw: %s
                wait 5m
                S:  nothing
                """.formatted(filled(300), filled(300)));
    }

    /** The client cannot send what we do not read. */
    @Test
    void timeInWhichTheBackendDoesNotTakeMoreDoesNotCount() {
        play(IN_DATA.dataRate(1), """
                B slow
                wait 5m
                S:  nothing
                """);
    }

    @Test
    void withoutARateMailDataMayComeSlowly() {
        play(IN_DATA.dataRate(0), """
                wait 59m
                S:  nothing
                """);
    }

    @Test
    void theGreetingHasATimeOfItsOwn() {
        play(CONNECTED.backendReply(Duration.ofMinutes(5)), """
                wait 4m59s
                S:  nothing
                wait 1s
                S:  421 4.3.2 proxy.example Service not available, try again later
                closed BACKEND_TIMEOUT
                """);
    }

    private static String filled(int octets) {
        return "x".repeat(octets);
    }
}
