package org.smtpward.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits holds little more memory than it has octets. */
class LegOptionsTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ByteBuf read =
            Unpooled.buffer(16_384).writeBytes("250 2.0.0 OK\r\n".repeat(1000).getBytes(US_ASCII));

    @BeforeEach
    void setUp() {
        LegOptions.setOn(channel.config());
    }

    @AfterEach
    void everythingIsReleased() {
        channel.releaseOutbound();
        channel.close();
        assertThat(read.release()).as("the last to hold it").isTrue();
    }

    @Test
    void whatGoesOutAtOnceIsNotCopied() {
        ByteBuf reply = read.retainedSlice(0, 14);
        assertThat(LegOptions.compact(channel, reply)).isSameAs(reply);
        reply.release();
    }

    @Test
    void aSmallPieceThatHasToWaitDoesNotHoldTheBufferThatItCameIn() {
        lagBehind();
        ByteBuf kept = LegOptions.compact(channel, read.retainedSlice(0, 14));
        assertThat(kept.toString(US_ASCII)).isEqualTo("250 2.0.0 OK\r\n");
        assertThat(kept.capacity()).isLessThan(256);
        assertThat(read.refCnt()).isEqualTo(1);
        kept.release();
    }

    @Test
    void onlyALargePieceIsNotCopied() {
        lagBehind();
        ByteBuf copied = LegOptions.compact(channel, read.retainedSlice(0, 8192));
        assertThat(read.refCnt()).isEqualTo(1);
        copied.release();
        ByteBuf data = read.retainedSlice(0, 8193);
        assertThat(LegOptions.compact(channel, data)).isSameAs(data);
        data.release();
    }

    private void lagBehind() {
        channel.write(Unpooled.buffer(8192).writeZero(8192));
    }
}
