package org.smtpward.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.command.Cuts;

/** Octets to replies: each case in every way to cut it into segments. */
class ReplyDecoderTest {
    private static final int MAX_LINE = 20;
    private static final int MAX_LINES = 4;
    private static final int MAX_OCTETS = 60;
    private static final String MALFORMED = "malformed";

    /** What comes in, what comes out, and why. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares cases
    record Case(String reason, String in, String... out) {
        @Override
        public String toString() {
            return reason;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("a reply", "250 ok\r\n", "250 [250 ok\r\n]"),
                new Case("two replies", "250 a\r\n550 b\r\n", "250 [250 a\r\n]", "550 [550 b\r\n]"),
                new Case(
                        "several lines are one reply",
                        "250-a\r\n250-\r\n250 c\r\n",
                        "250 [250-a\r\n250-\r\n250 c\r\n]"),
                new Case("text may be missing", "250 \r\n", "250 [250 \r\n]"),
                new Case("text and space may be missing (RFC 5321 §4.2)", "250\r\n", "250 [250\r\n]"),
                new Case("the last line may be a bare code", "250-a\r\n250\r\n", "250 [250-a\r\n250\r\n]"),
                new Case(
                        "codes that SMTP does not name",
                        "299 a\r\n555 b\r\n403 c\r\n",
                        "299 [299 a\r\n]",
                        "555 [555 b\r\n]",
                        "403 [403 c\r\n]"),
                new Case("eight-bit text (SMTPUTF8)", "250 \u00c3\u00bc\r\n", "250 [250 \u00c3\u00bc\r\n]"),
                new Case("half a line is none", "250 ok\r"),
                new Case("half a reply is none", "250-a\r\n250 b\r"),
                new Case("half a reply behind a whole one", "250 a\r\n25", "250 [250 a\r\n]"),
                new Case(
                        "a line at the limit",
                        "250 567890123456789\r\n".substring(0, 18) + "\r\n",
                        "250 [250 56789012345678\r\n]"),
                new Case(
                        "a line over the limit",
                        "250 5678901234567\r\n250 567890123456789\r\n",
                        "250 [250 5678901234567\r\n]",
                        MALFORMED),
                new Case("a line over the limit that does not end", "250 56789012345678901", MALFORMED),
                new Case(
                        "as many lines as allowed",
                        "250-1\r\n250-2\r\n250-3\r\n250 4\r\n",
                        "250 [250-1\r\n250-2\r\n250-3\r\n250 4\r\n]"),
                new Case("one line more", "250-1\r\n250-2\r\n250-3\r\n250-4\r\n250 5\r\n", MALFORMED),
                new Case(
                        "lines are counted for each reply",
                        "250-1\r\n250-2\r\n250 3\r\n250-1\r\n250 2\r\n",
                        "250 [250-1\r\n250-2\r\n250 3\r\n]",
                        "250 [250-1\r\n250 2\r\n]"),
                new Case("another code in the same reply", "250-a\r\n550 b\r\n", MALFORMED),
                new Case("a bare LF becomes CRLF", "250-a\n250-b\r\n250 c\n", "250 [250-a\r\n250-b\r\n250 c\r\n]"),
                new Case("a bare code that ends in LF", "250\n", "250 [250\r\n]"),
                new Case("a bare CR in the text", "250 a\r250 b\r\n", MALFORMED),
                new Case("a bare CR behind the code", "549\r b\r\n", MALFORMED),
                new Case("CR CR LF", "250 a\r\r\n", MALFORMED),
                new Case("an empty line", "\r\n", MALFORMED),
                new Case("a short line", "25\r\n", MALFORMED),
                new Case("no code", "hello\r\n", MALFORMED),
                new Case("a code of four digits", "2500 a\r\n", MALFORMED),
                new Case("1yz, which SMTP does not have", "150 a\r\n", MALFORMED),
                new Case("6yz", "600 a\r\n", MALFORMED),
                new Case("no digit in the middle", "2x0 a\r\n", MALFORMED),
                new Case("an octet above the digits", "25: a\r\n", MALFORMED),
                new Case("neither space nor hyphen", "250.a\r\n", MALFORMED),
                new Case("a tab is no space", "250\ta\r\n", MALFORMED),
                new Case("a blank before the code", " 250 a\r\n", MALFORMED),
                new Case("a continuation that breaks off", "250-a\r\nhello\r\n", MALFORMED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void oneResultForEveryWayToCutTheInput(Case one) {
        for (List<byte[]> segments : Cuts.of(one.in.getBytes(StandardCharsets.ISO_8859_1))) {
            assertThat(decode(segments)).as("cut into %d", segments.size()).containsExactly(one.out);
        }
    }

    private static List<String> decode(List<byte[]> segments) {
        var decoder = new ReplyDecoder(MAX_LINE, MAX_LINES, MAX_OCTETS);
        var replies = new ArrayList<String>();
        ByteBuf in = Unpooled.buffer();
        try {
            for (byte[] segment : segments) {
                in.writeBytes(segment);
                boolean more = true;
                while (more) {
                    Optional<BackendReply> reply = decoder.decode(in);
                    reply.map(ReplyDecoderTest::describe).ifPresent(replies::add);
                    more = reply.isPresent();
                }
                // Indices within the buffer may change between two calls.
                in.discardReadBytes();
            }
        } catch (MalformedReplyException e) {
            replies.add(MALFORMED);
        }
        return replies;
    }

    private static String describe(BackendReply reply) {
        return "%d [%s]".formatted(reply.code(), reply.octets().toString(StandardCharsets.ISO_8859_1));
    }
}
