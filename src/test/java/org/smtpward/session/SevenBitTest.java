package org.smtpward.session;

import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Stage.AFTER_EHLO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/** BODY=7BIT, for which sendmail makes dots and line ends of octets that are none (works against 8.18.2 too). */
class SevenBitTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    MAIL FROM:<a@x.example> BODY=7BIT                  | MAIL FROM:<a@x.example>
                    MAIL FROM:<a@x.example> BODY=7BIT SIZE=100         | MAIL FROM:<a@x.example> SIZE=100
                    MAIL FROM:<a@x.example> SIZE=100 body=7bit RET=HDRS | MAIL FROM:<a@x.example> SIZE=100 RET=HDRS
                    mail from: <a@x.example> Body=7Bit                 | mail from: <a@x.example>
                    MAIL FROM:<"a>b"@x.example>\\tBODY=7BIT            | MAIL FROM:<"a>b"@x.example>
                    MAIL FROM:<> BODY=7BIT                             | MAIL FROM:<>
                    MAIL FROM:<a@x.example> \\t BODY=7BIT SIZE=1       | MAIL FROM:<a@x.example> SIZE=1
                    MAIL FROM:a@x.example BODY=7BIT                    | MAIL FROM:a@x.example
                    MAIL FROM: a@x.example SIZE=1 BODY=7BIT            | MAIL FROM: a@x.example SIZE=1
                    """)
    void theParameterIsTakenOut(String sent, String seen) {
        play(AFTER_EHLO, """
                C raw: %s\\r\\n
                >B raw: %s\\r\\n
                event seven-bit rewrite *
                B:  250 2.1.0 Sender ok
                S:  250 2.1.0 Sender ok
                """.formatted(sent, seen));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@x.example> SIZE=1=BODY=7BIT",
                "MAIL FROM:<a@x.example> BODY=7BIT=x",
                "MAIL FROM:<a@x.example>BODY=7BIT",
                "MAIL FROM:<a@x.example> BODY=7BIT BODY=7BIT",
                "MAIL FROM:<\"a BODY=7BIT b\"@x.example>",
                "MAIL FROM:<a\\\\\"@x.example> BODY=7BIT\""
            })
    void whatIsWrittenInAnOddWayIsRefused(String line) {
        play(AFTER_EHLO, """
                C raw: %s\\r\\n
                >B: nothing
                S:  501 5.5.4 Syntax error in parameters
                event seven-bit block *
                """.formatted(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@x.example> BODY=8BITMIME",
                "MAIL FROM:<a@x.example> BODY=7BI",
                "RCPT TO:<a@x.example> BODY=7BIT",
                "NOOP BODY=7BIT"
            })
    void everythingElsePasses(String line) {
        play(AFTER_EHLO, """
                C:  %s
                >B: %s
                """.formatted(line, line));
    }

    @Test
    void inMonitorModeItPasses() {
        play(AFTER_EHLO.with(RuleId.SEVEN_BIT, Mode.MONITOR), """
                C:  MAIL FROM:<a@x.example> BODY=7BIT
                >B: MAIL FROM:<a@x.example> BODY=7BIT
                event seven-bit monitor *
                """);
    }
}
