package org.smtpward.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where mail data ends for an unpatched sendmail (CVE-2023-51765). */
class SendmailInputTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "CRLF.CRLF, \\r\\n.\\r\\n",
        "LF.LF, \\n.\\n",
        "LF.CRLF, \\n.\\r\\n",
        "CRLF.LF, \\r\\n.\\n",
        "LF LF.LF LF, \\n\\n.\\n\\n",
        "CR NUL LF.CRLF, \\r\\0\\n.\\r\\n"
    })
    void endsMailDataAt(String name, String end) throws Exception {
        String data = read("text" + unescape(end) + "NOOP\r\n", false);
        assertThat(data).startsWith("text").doesNotContain("NOOP");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "CR.CR, \\r.\\r",
        "CR.CRLF, \\r.\\r\\n",
        "LF.CR, \\n.\\r",
        "CRLF..CRLF, \\r\\n..\\r\\n",
        "CRLF.CR CR LF, \\r\\n.\\r\\r\\n",
        "a NUL before the dot, \\r\\n\\0.\\r\\n",
        "a NUL behind the dot, \\r\\n.\\0\\r\\n",
        "a dot in a line, x.\\r\\n",
        "eighth bit kept, \\r\\n\\xae\\r\\n"
    })
    void goesOnAt(String name, String noEnd) throws Exception {
        String data = "text" + unescape(noEnd) + "more\r\n";
        assertThat(read(data + ".\r\n", false)).isEqualTo(data);
    }

    @Test
    void endsAtOnceWhenTheFirstLineIsADot() throws Exception {
        assertThat(read(".\r\n", false)).isEmpty();
    }

    @Test
    void takes0xAeForADotWhenEightBitsAreStripped() throws Exception {
        assertThat(read("text\r\n\u00ae\r\nMAIL", true)).isEqualTo("text\r\n");
    }

    @Test
    void knowsThatTheClientLeft() throws Exception {
        var input = new SendmailInput(new ByteArrayInputStream("text\r\n.\r".getBytes(ISO_8859_1)));
        assertThat(input.mailData()).isEmpty();
        assertThat(input.line()).isEmpty();
    }

    private static String read(String octets, boolean sevenBit) throws IOException {
        var input = new SendmailInput(new ByteArrayInputStream(octets.getBytes(ISO_8859_1)));
        input.stripEighthBit(sevenBit);
        return new String(input.mailData().orElseThrow(), ISO_8859_1);
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .replace("\\xae", "\u00ae");
    }
}
