package org.smtpward.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.session.BackendTls;
import org.smtpward.session.Session;
import org.smtpward.tls.BackendLeg;
import org.smtpward.tls.HandshakeTrouble;

/** One connection to the backend: carries octets and events to the session and orders from it. On one event loop. */
public final class BackendConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(BackendConnection.class);

    private final Session session;
    private final BackendLeg leg;
    private final BackendListener listener;
    private @Nullable Channel channel;
    private boolean readWanted;
    private boolean abandoned;
    private boolean handshaking;
    private boolean written;

    BackendConnection(Session session, BackendLeg leg, BackendListener listener) {
        this.session = session;
        this.leg = leg;
        this.listener = listener;
    }

    /** Takes octets for the backend; they go out at {@link #flush()}. */
    public void write(ByteBuf octets) {
        if (channel == null) {
            octets.release();
            return;
        }
        listener.onOctets(0, octets.readableBytes());
        written = true;
        channel.write(octets, channel.voidPromise());
    }

    /** Sends what was written. */
    public void flush() {
        if (channel != null && written) {
            written = false;
            channel.flush();
        }
    }

    /** Whether the backend keeps up. */
    public boolean isWritable() {
        return channel == null || channel.isWritable();
    }

    /** Whether octets of the backend are wanted. */
    public void read(boolean wanted) {
        readWanted = wanted;
        if (channel != null && channel.config().isAutoRead() != (wanted || handshaking)) {
            channel.config().setAutoRead(wanted || handshaking);
        }
    }

    /** Every octet from now on belongs to TLS. */
    public void startTls() {
        if (channel != null) {
            flush();
            handshaking = true;
            channel.pipeline().addFirst("ssl", leg.newHandler(channel.alloc()));
            channel.config().setAutoRead(true);
        }
    }

    /** Ends our side behind what was written; the backend may still talk. */
    public void end() {
        if (channel instanceof SocketChannel socket) {
            // An empty write is done when everything before it has been sent.
            socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> socket.shutdownOutput());
        }
    }

    /** Sends what was written, closes, and tells the session nothing any more. */
    public void abandon() {
        abandoned = true;
        if (channel != null) {
            flush();
            channel.close();
        }
    }

    void onUnreachable() {
        if (!abandoned) {
            abandoned = true;
            session.onBackendUnreachable();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        if (abandoned) {
            ctx.close();
        } else {
            read(readWanted);
            if (leg.mode() == BackendTls.IMPLICIT) {
                startTls();
            }
            session.onBackendConnected();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var octets = (ByteBuf) message;
        listener.onOctets(octets.readableBytes(), 0);
        if (abandoned) {
            octets.release();
        } else {
            session.onBackendOctets(octets);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!abandoned) {
            session.onReadComplete();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!abandoned && !handshaking) {
            session.onBackendGone();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!abandoned) {
            session.onWritabilityChanged();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion && !abandoned) {
            handshaking = false;
            read(readWanted);
            if (completion.isSuccess()) {
                listener.onHandshake(ctx.pipeline()
                        .get(SslHandler.class)
                        .engine()
                        .getSession()
                        .getProtocol());
                session.tls().onBackendTls();
            } else {
                abandon();
                session.tls().onBackendTlsFailed(HandshakeTrouble.of(completion.cause()));
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof io.netty.handler.codec.DecoderException) {
            ctx.close();
        } else {
            LOG.error("event=bug session={}", session.facts().id(), cause);
            session.onInternalError();
        }
    }
}
