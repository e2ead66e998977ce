package org.smtpward.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands behind the verb. */
class CommandTest {
    @ParameterizedTest(name = "[{0}]: {1}")
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"STARTTLS,false", "STARTTLS  \t ,false", "STARTTLS x,true", "STARTTLS \u0001,true", ",false"})
    void anArgumentIsAnythingButBlanks(String line, boolean expected) {
        assertThat(command(line == null ? "" : line).hasArgument()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "[{0}]: {1}")
    @CsvSource({
        "MAIL FROM:<a@b> SMTPUTF8, true",
        "MAIL FROM:<a@b> smtpUtf8 SIZE=1, true",
        "MAIL FROM:<a@b> SIZE=1 SMTPUTF8, true",
        "MAIL FROM:<a@b> SMTPUTF8=1, false",
        "MAIL FROM:<a@b> XSMTPUTF8, false",
        "MAIL FROM:<a@b> SMTPUTF88, false",
        "MAIL FROM:<SMTPUTF8>, false",
        "SMTPUTF8, false",
        "MAIL, false"
    })
    void aParameterIsAWholeWord(String line, boolean expected) {
        assertThat(command(line).hasWord("SMTPUTF8")).isEqualTo(expected);
    }

    private static Command command(String line) {
        return new Command(Verb.UNKNOWN, Unpooled.copiedBuffer(line, StandardCharsets.ISO_8859_1), Command.Ending.CRLF);
    }
}
