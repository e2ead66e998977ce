package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.IN_DATA;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** SMTP smuggling (CVE-2023-51765): what sendmail might take for a line end or the end of mail data must not pass. */
class BareNewlineTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    LF . LF       | text\\n.\\n               | text\\r\\n..\\r\\n
                    LF . CRLF     | text\\n.\\r\\n            | text\\r\\n..\\r\\n
                    CRLF . LF     | text\\r\\n.\\n            | text\\r\\n..\\r\\n
                    CR . CR       | text\\r.\\r x             | text . \\x20x
                    CRLF . CR     | text\\r\\n.\\rx           | text\\r\\n. x
                    CR CRLF . CRLF in two messages | a\\r\\r\\n..\\r\\n | a \\r\\n..\\r\\n
                    LF alone      | one\\ntwo                 | one\\r\\ntwo
                    LF LF         | \\n\\n                    | \\r\\n\\r\\n
                    CR alone      | one\\rtwo                 | one two
                    LF CR LF      | a\\n\\r\\n                | a\\r\\n\\r\\n
                    """)
    void anEndThatIsNoneIsMadeText(String reason, String sent, String seen) {
        play(IN_DATA, """
                C raw: %s
                C+ raw: \\r\\nMAIL FROM:<evil@client.example>\\r\\n
                >B raw: %s
                >B raw: \\r\\nMAIL FROM:<evil@client.example>\\r\\n
                event bare-newline rewrite a bare CR or LF in mail data
                C:  .
                >B: .
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """.formatted(sent, seen));
    }

    @Test
    void aMessageWithProperLineEndsIsLeftAlone() {
        play(IN_DATA, """
                C raw: \\r\\n\\r\\n.x\\r\\n..\\r\\n
                >B raw: \\r\\n\\r\\n.x\\r\\n..\\r\\n
                """);
    }

    @Test
    void aMatchIsReportedOnceAMessage() {
        play(IN_DATA, """
                C raw: a\\nb\\nc\\rd\\r\\n.\\r\\n
                >B raw: a\\r\\nb\\r\\nc d\\r\\n.\\r\\n
                event bare-newline rewrite a bare CR or LF in mail data
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """);
    }

    @Test
    void inMonitorModeMailDataPassesAndIsReported() {
        play(IN_DATA.with(RuleId.BARE_NEWLINE, Mode.MONITOR), """
                C raw: a\\n.\\nb\\rc\\r\\n
                >B raw: a\\n.\\nb\\rc\\r\\n
                event bare-newline monitor a bare CR or LF in mail data
                C:  .
                >B: .
                B:  250 2.0.0 accepted
                S:  250 2.0.0 accepted
                message ACCEPTED
                """);
    }

    @Test
    void inOffModeMailDataPassesInSilence() {
        play(IN_DATA.with(RuleId.BARE_NEWLINE, Mode.OFF), """
                C raw: a\\n.\\nb\\rc\\r\\n
                >B raw: a\\n.\\nb\\rc\\r\\n
                """);
    }

    /** As sendmail does: if only CRLF ended a line, the backend would see commands that we did not. */
    @Test
    void aBareLfEndsACommandAndGoesOnAsCrlf() {
        play(AFTER_EHLO, """
                C raw: NOOP\\nRSET\\n
                >B: NOOP
                >B: RSET
                B:  250 1
                B:  250 2
                S:  250 1
                S:  250 2
                """);
    }

    @Test
    void aBareCrInACommandIsASyntaxError() {
        play(AFTER_EHLO, """
                C raw: NOOP a\\rRCPT TO:<b>\\r\\n
                S:  500 5.5.2 Syntax error
                >B: nothing
                event bare-newline block a bare CR in a command
                """);
    }

    @Test
    void aCrBeforeCrlfIsWhiteSpaceAsForSendmail() {
        play(AFTER_EHLO, """
                C raw: NOOP a\\r\\r\\n
                >B raw: NOOP a\\r\\n
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void inMonitorModeABareCrInACommandPassesAndIsReported() {
        play(AFTER_EHLO.with(RuleId.BARE_NEWLINE, Mode.MONITOR), """
                C raw: NOOP a\\rb\\r\\n
                >B raw: NOOP a\\rb\\r\\n
                event bare-newline monitor a bare CR in a command
                B:  250 ok
                S:  250 ok
                """);
    }

    @Test
    void inOffModeABareCrInACommandPassesInSilence() {
        play(AFTER_EHLO.with(RuleId.BARE_NEWLINE, Mode.OFF), """
                C raw: NOOP a\\rb\\r\\n
                >B raw: NOOP a\\rb\\r\\n
                B:  250 ok
                S:  250 ok
                """);
    }
}
