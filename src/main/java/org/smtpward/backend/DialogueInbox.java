package org.smtpward.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Octets of the backend that were not read yet. Filled on the event loop, read by the one who asks. */
final class DialogueInbox extends ChannelInboundHandlerAdapter implements AutoCloseable {
    /** Nobody who answers a question needs more segments than that at a time. */
    private static final int MAX_SEGMENTS = 64;

    private final BlockingQueue<ByteBuf> segments = new ArrayBlockingQueue<>(MAX_SEGMENTS);
    private ByteBuf current = Unpooled.EMPTY_BUFFER;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var segment = Unpooled.copiedBuffer((ByteBuf) message);
        ((ByteBuf) message).release();
        if (!segments.offer(segment)) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        // An empty segment is the end. If there is no room for it, nobody gets as far.
        segments.offer(Unpooled.EMPTY_BUFFER);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /**
     * @param deadline of {@link System#nanoTime}
     * @param patience what it is made of
     */
    int read(long deadline, Duration patience) throws IOException {
        while (!current.isReadable()) {
            current = next(deadline, patience);
            if (!current.isReadable()) {
                throw new IOException("the backend closed the connection");
            }
        }
        return current.readByte();
    }

    private ByteBuf next(long deadline, Duration patience) throws IOException {
        try {
            @Nullable ByteBuf segment = segments.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (segment == null) {
                throw new SocketTimeoutException("no reply within " + patience.toSeconds() + " s");
            }
            return segment;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() {
        segments.clear();
        current = Unpooled.EMPTY_BUFFER;
    }
}
