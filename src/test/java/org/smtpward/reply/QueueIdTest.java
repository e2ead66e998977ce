package org.smtpward.reply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueIdTest {
    @ParameterizedTest
    @CsvSource({
        // sendmail 8.15, 8.14 without ENHANCEDSTATUSCODES, 8.8
        "250 2.0.0 7AUN2u1I012345 Message accepted for delivery, 7AUN2u1I012345",
        "250 7AUN2u1I012345 Message accepted for delivery, 7AUN2u1I012345",
        "250 XAA12345 Message accepted for delivery, XAA12345",
        // OpenSMTPD
        "250 2.0.0 6b7b1f6a Message accepted for delivery, 6b7b1f6a",
        // Postfix with short and long ones, without enhanced code, and behind a content filter
        "250 2.0.0 Ok: queued as 9CC3D1F0A2, 9CC3D1F0A2",
        "250 2.0.0 Ok: queued as 4cKx1v3fQzz2Bq, 4cKx1v3fQzz2Bq",
        "250 Ok: queued as 9CC3D1F0A2, 9CC3D1F0A2",
        "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 9CC3D1F0A2, 9CC3D1F0A2",
        // Exim
        "250 OK id=1rABcd-000123-4E, 1rABcd-000123-4E",
        "250 OK id=1vQabc-00000001AbC-2dEf, 1vQabc-00000001AbC-2dEf",
    })
    void isWhereServersPutIt(String reply, String id) {
        assertThat(QueueId.of(octets(reply + "\r\n"))).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "250 2.0.0 Message accepted for delivery",
                "250 2.0.0 accepted",
                "250 2.0.0 OK",
                "250",
                "250 ",
                // Not the whole text.
                "250 2.0.0 7AUN2u1I012345 Message accepted for delivery by me",
                "250 2.0.0 Ok: queued as 9CC3D1F0A2 and more",
                "250 2.0.0 Ok: requeued as-9CC3D1F0A2",
                // No identifier: too short, too long, other characters.
                "250 2.0.0 abc Message accepted for delivery",
                "250 2.0.0 a234567890123456789012345678901234567890b Message accepted for delivery",
                "250 2.0.0 7AUN=evil Message accepted for delivery",
                "250 2.0.0 7AUN\"evil Message accepted for delivery",
                "250 2.0.0 7AUN\u001bevil Message accepted for delivery",
                "250 2.0.0 7AUN\u00e4evil Message accepted for delivery",
                "250 2.0.0 Ok: queued as 9CC3D session=forged",
                "250-2.0.0 7AUN2u1I012345 Message accepted for delivery\r\n250 2.0.0 bye",
            })
    void isNothingElse(String reply) {
        assertThat(QueueId.of(octets(reply + "\r\n"))).isEmpty();
    }

    @Test
    void ofSeveralLinesTheLastCounts() {
        assertThat(QueueId.of(octets("250-2.0.0 one\r\n250 2.0.0 Ok: queued as 9CC3D1F0A2\r\n")))
                .contains("9CC3D1F0A2");
    }

    /** A line of a megabyte is not looked at. */
    @Test
    void aLongLineHasNone() {
        assertThat(QueueId.of(octets("250 " + "x".repeat(600) + " queued as 9CC3D1F0A2\r\n")))
                .isEmpty();
    }

    @Test
    void theReplyStaysAsItIs() {
        ByteBuf reply = octets("250 2.0.0 Ok: queued as 9CC3D1F0A2\r\n");
        assertThat(QueueId.of(reply)).isPresent();
        assertThat(reply.readerIndex()).isZero();
    }

    private static ByteBuf octets(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }
}
