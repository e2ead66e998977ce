package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** What EHLO never offers through us stays with us whatever a rule's mode. */
class ForbiddenCommandsTest {
    @ParameterizedTest
    @EnumSource(Mode.class)
    void bdatEndsTheSession(Mode mode) {
        String event = mode == Mode.OFF
                ? ""
                : "event unknown-command " + (mode == Mode.ENFORCE ? "block" : "monitor")
                        + " BDAT, which was not offered";
        play(AFTER_EHLO.with(RuleId.UNKNOWN_COMMAND, mode), """
                C:  BDAT 20 LAST
                C+: GET / HTTP/1.1
                >B: nothing
                S:  503 5.5.1 mail.example CHUNKING was not offered
                closed BLOCKED
                %s
                """.formatted(event));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void nobodyChoosesHisOwnAddress(Mode mode) {
        String event =
                mode == Mode.OFF ? "" : "event unknown-command " + (mode == Mode.ENFORCE ? "block" : "monitor") + " *";
        play(AFTER_EHLO.with(RuleId.UNKNOWN_COMMAND, mode), """
                C:  XCLIENT ADDR=127.0.0.1
                >B: nothing
                S:  550 5.7.0 Command not permitted
                %s
                C:  xforward NAME=x
                >B: nothing
                S:  550 5.7.0 Command not permitted
                %s
                """.formatted(event, event));
    }
}
