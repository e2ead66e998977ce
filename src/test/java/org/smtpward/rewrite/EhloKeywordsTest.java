package org.smtpward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.reply.BackendReply;

/** Which keywords the client may see. Lines are written with a slash between them. */
class EhloKeywordsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    STARTTLS of both stays           | 250-x/250-STARTTLS/250 HELP    | as it was
                    STARTTLS in any case is STARTTLS | 250-x/250 StartTls             | as it was
                    STARTTLS of ours comes last      | 250-x/250 HELP                 | 250-x/250-HELP/250 STARTTLS
                    a single line gets a second      | 250 x hello                    | 250-x hello/250 STARTTLS
                    a bare code gets a second line   | 250                            | 250-/250 STARTTLS
                    one reply has one code           | 220 x                          | 220-x/220 STARTTLS
                    CHUNKING goes                    | 250-x/250-CHUNKING/250 STARTTLS | 250-x/250 STARTTLS
                    the last line goes               | 250-x/250-STARTTLS/250 BINARYMIME | 250-x/250 STARTTLS
                    all but the first go             | 250-x/250-chunking/250-XCLIENT NAME/250 XFORWARD | 250-x/250 STARTTLS
                    early talk and more replies go   | 250-x/250-PIPECONNECT/250-X_PIPE_CONNECT/250-PRDR/250 STARTTLS | 250-x/250 STARTTLS
                    a keyword with parameter goes    | 250-x/250-CHUNKING=1/250 STARTTLS | 250-x/250 STARTTLS
                    a longer keyword is another      | 250-x/250-CHUNKINGS/250 STARTTLS | as it was
                    a keyword elsewhere is none      | 250-CHUNKING/250-AUTH CHUNKING/250 STARTTLS | as it was
                    """)
    void whereStarttlsCanBeHad(String reason, String reply, String expected) {
        assertThat(rewritten(Set.of(), reply, true)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    nothing to do                    | 250-x/250 HELP                 | as it was
                    a single line                    | 250 x                          | as it was
                    STARTTLS of the backend goes     | 250-x/250-STARTTLS/250 HELP    | 250-x/250 HELP
                    the last line goes               | 250-x/250 STARTTLS             | 250 x
                    the name of the host is no keyword | 250-STARTTLS/250 HELP        | as it was
                    """)
    void whereStarttlsCannotBeHad(String reason, String reply, String expected) {
        assertThat(rewritten(Set.of(), reply, false)).isEqualTo(expected);
    }

    @Test
    void theOperatorHidesMore() {
        assertThat(rewritten(Set.of("etrn", "Auth"), "250-x/250-AUTH LOGIN/250-AUTH=LOGIN/250-ETRN/250 DSN", false))
                .isEqualTo("250-x/250 DSN");
    }

    @Test
    void octetsOutsideOfAsciiStay() {
        assertThat(rewritten(Set.of(), "250-m\u00fcller\u0080/250 CHUNKING", false))
                .isEqualTo("250 m\u00fcller\u0080");
    }

    @Test
    void whatAReplyOffers() {
        BackendReply reply = reply("250-SIZE/250-smtputf8/250 AUTH SIZE");
        assertThat(EhloKeywords.offered(reply).contains("SMTPUTF8")).isTrue();
        assertThat(EhloKeywords.offered(reply).contains("AUTH")).isTrue();
        assertThat(EhloKeywords.offered(reply).contains("SIZE")).isFalse();
        assertThat(EhloKeywords.offered(reply).contains("SMTP")).isFalse();
    }

    private static BackendReply reply(String lines) {
        return new BackendReply(
                250, Unpooled.copiedBuffer(lines.replace("/", "\r\n") + "\r\n", StandardCharsets.ISO_8859_1));
    }

    private static String rewritten(Set<String> hidden, String lines, boolean offerStartTls) {
        return new EhloKeywords(hidden)
                .rewrite(reply(lines), offerStartTls)
                .map(rewritten -> rewritten.toString(StandardCharsets.ISO_8859_1))
                .map(text -> {
                    assertThat(text).endsWith("\r\n");
                    return text.substring(0, text.length() - 2).replace("\r\n", "/");
                })
                .orElse("as it was");
    }
}
