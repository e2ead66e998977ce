package org.smtpward.backend;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/** How much the connections of a session, the client's and the backend's, take and keep at a time. */
public final class LegOptions {
    /**
     * Octets of a read: 4096 take a command group or a small message at once, and are given back when it is decoded; who
     * sends more gets more, up to 64 KiB, four TLS records.
     */
    static final RecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(4096, 4096, 65536);

    /** Octets that wait to be sent before the other side is read no further, and those at which it is read again. */
    static final WriteBufferWaterMark WRITES = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private LegOptions() {}

    /** Sets them on an open connection that has not been read yet. */
    public static void setOn(ChannelConfig config) {
        config.setRecvByteBufAllocator(READS);
        config.setWriteBufferWaterMark(WRITES);
    }
}
