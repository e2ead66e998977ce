package org.smtpward.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What one side has seen, and how much of it the script has named. */
final class SeenOctets {
    private final boolean slow;
    private final List<ByteBuf> written = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();

    /** Its reader index stands behind what the script has named. */
    private final ByteBuf sent = Unpooled.buffer();

    /** With {@code slow} the buffers are kept to the end, as a slow peer would make a socket keep them. */
    SeenOctets(boolean slow) {
        this.slow = slow;
    }

    void write(ByteBuf octets) {
        written.add(octets);
    }

    boolean hasUnflushed() {
        return !written.isEmpty();
    }

    void flush() {
        for (ByteBuf octets : written) {
            sent.writeBytes(octets, octets.readerIndex(), octets.readableBytes());
            if (slow) {
                held.add(new Held(octets, ByteBufUtil.getBytes(octets)));
            } else {
                octets.release();
            }
        }
        written.clear();
    }

    /** Releases what a slow peer held, and sees that nobody changed it meanwhile. */
    void release() {
        for (Held one : held) {
            assertThat(ByteBufUtil.getBytes(one.buffer))
                    .as("octets that waited to be written")
                    .isEqualTo(one.octets);
            one.buffer.release();
        }
        held.clear();
    }

    /** Everything, named or not. */
    byte[] all() {
        return ByteBufUtil.getBytes(sent, 0, sent.writerIndex());
    }

    /** What the script has not named. */
    byte[] rest() {
        return ByteBufUtil.getBytes(sent);
    }

    /** The next line without its CRLF. */
    String nextLine() {
        int length = sent.bytesBefore((byte) '\n');
        assertThat(length).as("a line has been seen").isNotNegative();
        String line = sent.readCharSequence(length + 1, StandardCharsets.UTF_8).toString();
        assertThat(line).as("the line ends in CRLF").endsWith("\r\n");
        return line.substring(0, line.length() - 2);
    }

    /** The next octets, at most {@code length}. */
    byte[] nextOctets(int length) {
        return ByteBufUtil.getBytes(sent.readSlice(Math.min(length, sent.readableBytes())));
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Held(ByteBuf buffer, byte[] octets) {}
}
