package org.smtpward.reply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.smtpward.command.Cuts;

/**
 * {@link ReplyDecoder} finds what {@link SlowReplies} does, whatever the segments. The first octet of the input chooses how
 * the rest is cut.
 */
class ReplyDecoderFuzz {
    /** Short, so that they are often exceeded. */
    private static final int MAX_LINE = 40;

    private static final int MAX_LINES = 4;
    private static final int MAX_REPLY = 100;

    @FuzzTest
    void everyReplyIsFoundOnce(byte[] input) {
        if (input.length < 1) {
            return;
        }
        byte[] octets = Arrays.copyOfRange(input, 1, input.length);
        var expected = SlowReplies.of(new String(octets, ISO_8859_1), MAX_LINE, MAX_LINES, MAX_REPLY);
        for (List<byte[]> segments : List.of(List.of(octets), Cuts.atRandom(octets, new Random(input[0])))) {
            SlowReplies found = decode(segments);
            if (!found.equals(expected)) {
                assertThat(found).isEqualTo(expected);
            }
        }
    }

    private static SlowReplies decode(List<byte[]> segments) {
        var replies = new ArrayList<String>();
        var decoder = new ReplyDecoder(MAX_LINE, MAX_LINES, MAX_REPLY);
        ByteBuf in = Unpooled.buffer();
        try {
            for (byte[] segment : segments) {
                in.writeBytes(segment);
                Optional<BackendReply> reply = decoder.decode(in);
                while (reply.isPresent()) {
                    String text = reply.get().octets().toString(ISO_8859_1);
                    assertThat(text).startsWith(Integer.toString(reply.get().code()));
                    replies.add(text);
                    reply = decoder.decode(in);
                }
                assertThat(in.readableBytes()).as("octets that are kept").isLessThanOrEqualTo(MAX_REPLY);
            }
        } catch (MalformedReplyException e) {
            return new SlowReplies(replies, true);
        }
        assertThat(in.refCnt()).isEqualTo(1);
        return new SlowReplies(replies, false);
    }
}
