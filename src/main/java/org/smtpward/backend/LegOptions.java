package org.smtpward.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/** How much the connections of a session, the client's and the backend's, take and keep at a time. */
public final class LegOptions {
    /**
     * Octets of a read: 4096 take a command group or a small message at once, and are given back when it is decoded; who
     * sends more gets more, up to 256 KiB, sixteen TLS records. A large message costs a fifth less than with 64 KiB: what counts
     * is how often the kernel is called and the peer woken.
     */
    static final RecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(4096, 4096, 256 * 1024);

    /** Octets that wait to be sent at which the other side is read again, and those above which it is read no further. */
    static final WriteBufferWaterMark WRITES = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    /** Above so many octets that wait, a peer does not keep up. */
    private static final int BACKLOG = 8 * 1024;

    /** Larger pieces may hold the buffer that they came in. */
    private static final int SMALL = 8 * 1024;

    private LegOptions() {}

    /** Sets them on an open connection that has not been read yet. */
    public static void setOn(ChannelConfig config) {
        config.setRecvByteBufAllocator(READS);
        config.setWriteBufferWaterMark(WRITES);
    }

    /**
     * What to write in place of {@code octets}, which it takes. It is the same but for small pieces that have to wait, such as
     * replies that nobody reads: each would hold the whole buffer of a read, and a peer that does not read megabytes.
     */
    public static ByteBuf compact(Channel channel, ByteBuf octets) {
        long waiting = channel.config().getWriteBufferHighWaterMark() - channel.bytesBeforeUnwritable();
        if (waiting < BACKLOG || octets.readableBytes() > SMALL) {
            return octets;
        }
        ByteBuf copy = channel.alloc().buffer(octets.readableBytes()).writeBytes(octets);
        octets.release();
        return copy;
    }
}
