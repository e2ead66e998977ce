package org.smtpward.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model reads like the sendmail that is to be protected: else its verdicts would mean nothing. */
class SendmailTest {
    private static final String ENVELOPE = "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n";

    private static Sendmail told(String octets) {
        var sendmail = new Sendmail(Set.of());
        sendmail.take(octets.getBytes(ISO_8859_1));
        return sendmail;
    }

    private static String said(Sendmail sendmail) {
        return new String(sendmail.takeOutput(), ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\n.\n", "\n.\r\n", "\r\n.\n", "\r\n.\r\n", "\r\0\n.\r\n", "\n\0.\n", "\r\n.\0\r\n", "\n.\r\0\n"
            })
    void mailDataEndsAtADotBetweenAnyTwoLineEnds(String end) {
        assertThat(told(ENVELOPE + "text" + end + "NOOP\r\n").commands).endsWith("DATA", "NOOP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r.\r", "\r\n..\r\n", "\r\n.x\r\n", "\r.\n", "\r\n. \r\n", "\r\n\u00ae\r\n"})
    void mailDataEndsAtNothingElse(String end) {
        Sendmail sendmail = told(ENVELOPE + "text" + end + "NOOP\r\n");
        assertThat(sendmail.commands).endsWith("DATA");
        assertThat(sendmail.messages).isEmpty();
    }

    @Test
    void bodySevenBitStripsTheEighthBit() {
        Sendmail sendmail =
                told("MAIL FROM:<a@x> BODY=7BIT\r\nRCPT TO:<b@y>\r\nDATA\r\nx\u008d\u008a\u00ae\r\nNOOP\r\n");
        assertThat(sendmail.commands).endsWith("DATA", "NOOP");
        assertThat(sendmail.messages).containsExactly(new Sendmail.Message("a@x", java.util.List.of("b@y"), "x\r\n"));
    }

    @Test
    void aNulEndsTheTextOfACommandAndALineFeedTheCommand() {
        assertThat(told("NOOP\0DATA\nRSET\r\n").commands).containsExactly("NOOP", "RSET");
    }

    @Test
    void whiteSpaceBeforeAVerbIsSkipped() {
        assertThat(said(told("\u000b \tVERB\r\n"))).endsWith("250 2.0.0 Verbose mode\r\n");
    }

    @Test
    void theRestOfAnAuthLineThatFillsTheBufferIsTheNextCommand() {
        String auth = "AUTH PLAIN " + "A".repeat(12_287 - 11);
        assertThat(told(auth + "NOOP\r\n").commands).containsExactly(auth, "NOOP");
    }

    @Test
    void everyOtherLongLineIsTheEnd() {
        Sendmail sendmail = told("NOOP " + "x".repeat(2048) + "\r\nNOOP\r\n");
        assertThat(said(sendmail)).contains("421 4.7.0").doesNotContain("250 ");
        assertThat(sendmail.isClosed()).isTrue();
    }

    @Test
    void itAnswersTwentyFiveBadCommandsAndRepeatsThem() {
        Sendmail sendmail = told("<b>\r\n".repeat(25));
        assertThat(said(sendmail)).endsWith("500 5.5.1 Command unrecognized: \"<b>\"\r\n");
        assertThat(sendmail.isClosed()).isFalse();
        sendmail.take("<b>\r\n".getBytes(ISO_8859_1));
        assertThat(sendmail.isClosed()).isTrue();
    }

    @Test
    void itKnowsOtherProtocolsInTheFirstLineOnly() {
        assertThat(told("GET / HTTP/1.1\r\n").isClosed()).isTrue();
        assertThat(told("NOOP\r\nGET / HTTP/1.1\r\n").isClosed()).isFalse();
    }

    @Test
    void plainTextBehindStarttlsIsDroppedUnlessItHasThatBug() {
        Sendmail sound = told("STARTTLS\r\nNOOP\r\n");
        sound.onTls();
        assertThat(sound.commands).containsExactly("STARTTLS");
        var buggy = new Sendmail(Set.of(Sendmail.Option.KEEPS_PLAINTEXT));
        buggy.take("STARTTLS\r\nNOOP\r\n".getBytes(ISO_8859_1));
        buggy.onTls();
        assertThat(buggy.commands).containsExactly("STARTTLS", "NOOP");
    }

    @Test
    void aSecondHelloIsAcceptedAndEndsTheTransaction() {
        assertThat(said(told("EHLO x\r\nMAIL FROM:<a@x>\r\nEHLO x\r\nRCPT TO:<b@y>\r\n")))
                .endsWith("503 5.0.0 Need MAIL before RCPT\r\n");
    }
}
