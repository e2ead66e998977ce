package org.smtpward.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
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
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (sent.isSuccess()) {
                shutdownOutput();
                // Nothing is left to say: the client's end is the end.
                channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
                channel.config().setAutoRead(true);
            } else {
                channel.close();
            }
        });
        var patience = channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        // A task that waits keeps the whole session in memory: thousands of them, where sessions are short.
        channel.closeFuture().addListener(closed -> patience.cancel(false));
    }

    private void shutdownOutput() {
        if (channel instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket socket) {
            try {
                // The channel's own way makes an exception for the writes that fail, of which there are none.
                socket.shutdown(false, true);
            } catch (IOException | IllegalStateException gone) {
                channel.close();
            }
        } else if (channel instanceof SocketChannel other) {
            other.shutdownOutput();
        }
    }

    private void closeWhenSent() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
