package org.smtpward.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.smtpward.backend.Client;

/**
 * Reads the header with which a trusted proxy begins (HAProxy's PROXY protocol, version 1 or 2), tells whose connection it
 * is, and is gone: the octets behind the header go to whoever then stands in the pipeline. Calls back once, on the event loop.
 */
final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {
    private final ChannelHandlerContext vertx;
    private final Outcome outcome;
    private final HAProxyMessageDecoder decoder = new HAProxyMessageDecoder();
    private @Nullable ScheduledFuture<?> timer;
    private boolean done;

    /** What came of it. */
    interface Outcome {
        /** The client that the proxy has named, or, in a connection of the proxy's own, the proxy. */
        void onClient(Client client);

        /** In plain words, without any octet of the header. */
        void onRefused(String why);

        /** The proxy left before the header had come. */
        void onGone();
    }

    /** {@code vertx} is the place of Vert.x's own handler, before which this one will stand. */
    ProxyHeaderReader(ChannelHandlerContext vertx, Outcome outcome) {
        this.vertx = vertx;
        this.outcome = outcome;
    }

    void start(Duration patience) {
        vertx.pipeline().addBefore(vertx.name(), "proxy-header", decoder);
        vertx.pipeline().addBefore(vertx.name(), "proxy-client", this);
        timer = vertx.channel()
                .eventLoop()
                .schedule(() -> refuseUnread("no header in time"), patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var header = (HAProxyMessage) message;
        try {
            if (header.command() == HAProxyCommand.LOCAL) {
                accept(direct(ctx));
            } else {
                accept(NamedClient.of(header, direct(ctx)));
            }
        } catch (NamedClient.Implausible e) {
            refuse(e.why());
        } finally {
            header.release();
        }
    }

    private static Client direct(ChannelHandlerContext ctx) {
        return new Client(
                (InetSocketAddress) ctx.channel().remoteAddress(),
                (InetSocketAddress) ctx.channel().localAddress(),
                true);
    }

    /** The decoder removes itself when it has given away what stood behind the header. */
    private void accept(Client client) {
        if (finish()) {
            vertx.pipeline().remove(this);
            outcome.onClient(client);
        }
    }

    private void refuse(String why) {
        if (finish()) {
            vertx.pipeline().remove(this);
            outcome.onRefused(why);
        }
    }

    /** The decoder, which has not seen a header, would look for one in what follows. */
    private void refuseUnread(String why) {
        if (!done) {
            refuse(why);
            // What it has kept goes to whoever throws away what comes now.
            vertx.pipeline().remove(decoder);
        }
    }

    private boolean finish() {
        boolean first = !done;
        done = true;
        if (timer != null) {
            timer.cancel(false);
        }
        return first;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (finish()) {
            outcome.onGone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Most are HAProxyProtocolExceptions, but not that of a TLV which is too short for its fields.
        if (cause instanceof DecoderException) {
            refuseUnread("what came is no header of the PROXY protocol");
        } else {
            // Reset: it has left.
            ctx.close();
        }
    }
}
