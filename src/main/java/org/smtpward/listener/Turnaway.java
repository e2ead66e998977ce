package org.smtpward.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;

/** A connection that gets a reply and no session. What the client says meanwhile is thrown away, so that it reads the reply. */
final class Turnaway extends ChannelInboundHandlerAdapter {
    private final Farewell farewell;

    private Turnaway(ChannelHandlerContext vertx) {
        this.farewell = new Farewell(vertx.channel());
    }

    /** Sends {@code reply}, which it takes, and closes. {@code vertx} is the place of Vert.x's own handler. */
    static void turnAway(ChannelHandlerContext vertx, ByteBuf reply) {
        var turnaway = new Turnaway(vertx);
        vertx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        vertx.pipeline().addBefore(vertx.name(), "turnaway", turnaway);
        vertx.writeAndFlush(reply);
        turnaway.farewell.begin();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            farewell.onClientEnd();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The client is not ours: whatever happens to its connection is no news.
        ctx.close();
    }
}
