package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.IN_DATA;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** Mail data that is refused: nothing behind the first bad octet passes, and the answer comes at the true end. */
class RejectedMailDataTest {
    private static final Stage REJECTING = IN_DATA.newlines(NewlineTreatment.REJECT, NewlineTreatment.REJECT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    LF . LF        | text\\n.\\n        | text
                    LF . CRLF      | text\\n.\\r\\n     | text
                    CRLF . LF      | text\\r\\n.\\n     | text\\r\\n.
                    CR . CR        | text\\r.\\rx       | text
                    LF alone       | one\\ntwo          | one
                    """)
    void aBareNewlineIsRefusedAtTheTrueEnd(String reason, String sent, String seen) {
        play(REJECTING, """
                C raw: %s
                C+ raw: MAIL FROM:<evil@client.example>\\r\\n
                event bare-newline block a bare CR or LF in mail data
                >B raw: %s
                >B: nothing
                S:  nothing
                C raw: \\r\\n.\\r\\nQUIT\\r\\n
                >B: nothing
                S:  554 5.6.0 Bare CR or LF in mail data not allowed
                message REFUSED
                closed BLOCKED
                """.formatted(sent, seen));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    in a line         | a\\0b                  | a
                    before the dot    | \\r\\n\\0.\\r\\n | \\r\\n
                    behind the dot    | \\r\\n.\\0\\r\\n | \\r\\n.
                    """)
    void aNulIsRefusedAtTheTrueEnd(String reason, String sent, String seen) {
        play(IN_DATA, """
                C raw: %s
                >B raw: %s
                >B: nothing
                event nul-in-data block a NUL in mail data
                S:  nothing
                C raw: \\r\\n.\\r\\n
                S:  554 5.6.1 NUL in mail data not allowed
                message REFUSED
                closed BLOCKED
                """.formatted(sent, seen));
    }

    /** The CR is made a blank before the NUL is found, and then nothing more passes. */
    @Test
    void whatHidesANewlineInANulIsRefused() {
        play(IN_DATA, """
                C raw: text\\r\\0\\n.\\r\\n
                event bare-newline rewrite a bare CR or LF in mail data
                event nul-in-data block a NUL in mail data
                >B raw: text\\x20
                >B: nothing
                C raw: \\r\\n.\\r\\n
                S:  554 5.6.1 NUL in mail data not allowed
                message REFUSED
                closed BLOCKED
                """);
    }

    @Test
    void inMonitorModeANulPasses() {
        play(IN_DATA.with(RuleId.NUL_IN_DATA, Mode.MONITOR), """
                C raw: a\\0b\\0\\r\\n
                >B raw: a\\0b\\0\\r\\n
                event nul-in-data monitor a NUL in mail data
                """);
    }

    @Test
    void passLeavesMailDataAsItIs() {
        play(IN_DATA.newlines(NewlineTreatment.NORMALIZE, NewlineTreatment.PASS), """
                C raw: a\\nb\\rc\\r\\n
                >B raw: a\\nb\\rc\\r\\n
                """);
    }

    @Test
    void cleanMailDataPassesWhereBareNewlinesAreRejected() {
        play(REJECTING, """
                C:  text
                C+: .
                >B: text
                >B: .
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """);
    }

    @Test
    void aBareLfBehindACommandEndsTheSessionWhereItIsRejected() {
        play(Stage.AFTER_EHLO.newlines(NewlineTreatment.REJECT, NewlineTreatment.NORMALIZE), """
                C raw: NOOP\\n
                S:  421 4.5.0 mail.example Bare linefeed (LF) not allowed
                >B: nothing
                event bare-newline block a bare LF behind a command
                closed BLOCKED
                """);
    }

    @Test
    void aBareCrInACommandEndsTheSessionWhereItIsRejected() {
        play(Stage.AFTER_EHLO.newlines(NewlineTreatment.REJECT, NewlineTreatment.NORMALIZE), """
                C raw: NOOP a\\rb\\r\\n
                S:  421 4.5.0 mail.example Bare carriage return (CR) not allowed
                >B: nothing
                event bare-newline block a bare CR in a command
                closed BLOCKED
                """);
    }

    @Test
    void aCrBeforeCrlfEndsTheSessionWhereItIsRejected() {
        play(Stage.AFTER_EHLO.newlines(NewlineTreatment.REJECT, NewlineTreatment.NORMALIZE), """
                C raw: NOOP\\r\\r\\n
                S:  421 4.5.0 mail.example Bare carriage return (CR) not allowed
                >B: nothing
                event bare-newline block a bare CR in a command
                closed BLOCKED
                """);
    }

    @Test
    void passLeavesCommandsAsTheyAre() {
        play(Stage.AFTER_EHLO.newlines(NewlineTreatment.PASS, NewlineTreatment.NORMALIZE), """
                C raw: NOOP a\\rb\\r\\n
                >B raw: NOOP a\\rb\\r\\n
                """);
    }
}
