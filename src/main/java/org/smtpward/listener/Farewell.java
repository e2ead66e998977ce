package org.smtpward.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Closes a client's connection so that the last reply arrives. A close with unread octets in our buffer would send a reset,
 * and a reset makes the client's system throw the reply away before anybody has read it: exactly what happens to a client
 * that is refused in the middle of its talk. So we first end our side, read on for a while, and then close.
 */
final class Farewell {
    /** Long enough for what is under way; a client that goes on talking does not hold us. */
    private static final int LINGER_SECONDS = 1;

    private final Channel channel;
    private boolean begun;
    private boolean clientEnded;

    Farewell(Channel channel) {
        this.channel = channel;
    }

    /** Everything has been written and flushed. */
    void begin() {
        begun = true;
        if (!channel.isActive()) {
            return;
        }
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        if (ssl != null) {
            ssl.closeOutbound().addListener(sent -> endOurSide());
        } else {
            endOurSide();
        }
    }

    /** Whether {@link #begin()} was called. */
    boolean hasBegun() {
        return begun;
    }

    /** The client has ended its side. */
    void onClientEnd() {
        clientEnded = true;
        if (begun) {
            closeWhenSent();
        }
    }

    private void endOurSide() {
        if (clientEnded) {
            closeWhenSent();
            return;
        }
        // An empty write is done when everything before it has been sent.
        channel.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (sent.isSuccess() && channel instanceof SocketChannel socket) {
                socket.shutdownOutput();
                channel.config().setAutoRead(true);
            } else {
                channel.close();
            }
        });
        channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    private void closeWhenSent() {
        channel.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
