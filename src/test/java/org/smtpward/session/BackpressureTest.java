package org.smtpward.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.CONNECTED;
import static org.smtpward.session.Stage.IN_DATA;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** When one leg cannot be written, the other is not read; and what waits has a bound. */
class BackpressureTest {
    @Test
    void aSlowClientPausesTheBackend() {
        play(AFTER_EHLO, """
                reading C B
                C slow
                reading
                C fast
                reading C B
                """);
    }

    /** Each command has a reply, also one of ours, and who does not read would have them pile up here. */
    @Test
    void aClientThatDoesNotReadIsNotServed() {
        play(AFTER_EHLO, """
                C slow
                C:  STARTTLS x
                C+: FOO
                S:  nothing
                C fast
                S:  501 5.5.2 Syntax error (no parameters allowed)
                S:  500 5.5.1 Command unrecognized
                event unknown-command block *
                """);
    }

    /** It has ended its side, but not stopped reading: what it said is carried out. */
    @Test
    void whatIsHeldBackIsCarriedOutAlsoBehindTheClientsEnd() {
        play(AFTER_EHLO, """
                C slow
                C:  NOOP
                C end
                >B: nothing
                C fast
                >B: NOOP
                B:  250 ok
                S:  250 ok
                closed CLIENT_CLOSED
                """);
    }

    @Test
    void aSlowClientMaySendMailData() {
        play(IN_DATA, """
                C slow
                reading C
                C:  text
                >B: text
                """);
    }

    @Test
    void aSlowBackendPausesTheClient() {
        play(IN_DATA, """
                reading C B
                B slow
                reading B
                C:  what was on its way
                >B: what was on its way
                reading B
                B fast
                reading C B
                """);
    }

    @Test
    void beforeTheGreetingAClientThatTalksIsReadUntilItIsJudged() {
        play(CONNECTED.with(RuleId.EARLY_TALKER, Mode.MONITOR), """
                reading C B
                C raw: EH
                reading C B
                C raw: LO x\\r\\n
                event early-talker monitor *
                reading B
                """);
    }

    @Test
    void aClientThatWaitsForAReplyIsReadOnceMore() {
        play(AFTER_EHLO.with(RuleId.PIPELINING, Mode.MONITOR), """
                C:  DATA
                >B: DATA
                reading C B
                C raw: x
                event pipelining monitor *
                reading B
                B:  503 no
                S:  503 no
                reading C B
                """);
    }

    @Test
    void aClientThatIsThrownOutIsReadOn() {
        play(AFTER_EHLO, """
                C:  NOOP
                C+: GET / HTTP/1.1
                >B: NOOP
                event foreign-protocol block *
                reading C B
                C:  more
                reading C B
                B:  250 ok
                S:  250 ok
                S:  421 *
                closed BLOCKED
                """);
    }

    /** Every segment ends within a command, so that the octets that wait are never none. */
    @ParameterizedTest(name = "{0} segments")
    @ValueSource(ints = {100, 10_000})
    void memoryDoesNotGrowWithTheNumberOfCommands(int segments) {
        var play = new Play(AFTER_EHLO, Play.Manner.AS_WRITTEN);
        play.run("""
                C raw: N
                """ + """
                        C raw: OOP\\r\\nN
                        >B: NOOP
                        B:  250 ok
                        S:  250 ok
                        """.repeat(segments));
        assertThat(play.mostMemory()).as("octets in buffers").isLessThan(8192);
    }

    @ParameterizedTest(name = "{0} segments")
    @ValueSource(ints = {100, 10_000})
    void memoryDoesNotGrowWithTheNumberOfReplies(int segments) {
        var play = new Play(AFTER_EHLO, Play.Manner.AS_WRITTEN);
        play.run("""
                C:  NOOP
                C+: NOOP
                >B: NOOP
                >B: NOOP
                B raw: 2
                """ + """
                        B raw: 50 ok\\r\\n2
                        S:  250 ok
                        C:  NOOP
                        >B: NOOP
                        """.repeat(segments));
        assertThat(play.mostMemory()).as("octets in buffers").isLessThan(8192);
    }

    @ParameterizedTest(name = "{0} segments")
    @ValueSource(ints = {100, 10_000})
    void memoryDoesNotGrowWithTheMessage(int segments) {
        var play = new Play(IN_DATA, Play.Manner.AS_WRITTEN);
        play.run("""
                C raw: text\\r\\n.text\\r
                >B raw: text\\r\\n.text
                C raw: \\n
                >B raw: \\r\\n
                """.repeat(segments));
        assertThat(play.mostMemory()).as("octets in buffers").isLessThan(8192);
    }
}
