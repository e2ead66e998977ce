package org.smtpward.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.backend.BackendConnection;
import org.smtpward.backend.Client;
import org.smtpward.backend.LegOptions;
import org.smtpward.backend.Source;
import org.smtpward.config.Network;
import org.smtpward.session.ClientTls;
import org.smtpward.session.Legs;
import org.smtpward.session.Peer;
import org.smtpward.session.Session;
import org.smtpward.tls.ClientHelloGate;

/**
 * One connection of a client: carries its octets and events to the session, and the session's orders to both connections.
 * Everything happens on the event loop of the client's channel, which is the backend's too.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements Legs {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final ListenerParts parts;
    private final ChannelHandlerContext vertx;
    private final Session session;
    private final Farewell farewell;
    private final Handshakes handshakes;
    private final Client client;
    private Source source;
    private boolean handshaking;
    private @Nullable BackendConnection backend;
    private @Nullable ScheduledFuture<?> timer;
    private boolean written;

    /** {@code vertx} is the place of Vert.x's own handler, before which this one will stand. */
    ClientConnection(
            ListenerParts parts, Peer peer, Client client, Handshakes handshakes, ChannelHandlerContext vertx) {
        this.parts = parts;
        this.client = client;
        this.source = parts.sources().of(client, Optional.empty());
        this.vertx = vertx;
        this.handshakes = handshakes;
        this.farewell = new Farewell(vertx.channel());
        this.session = new Session(peer, parts.hostName(), parts.settings(), this, parts.sessions(), System::nanoTime);
    }

    /** Connects to the backend and begins the session. */
    void start() {
        vertx.pipeline().addBefore(vertx.name(), "smtp", this);
        if (parts.implicitTls()) {
            vertx.pipeline().addFirst("hello", gate());
        }
        backend = connect();
        session.start(parts.implicitTls());
    }

    private BackendConnection connect() {
        Duration patience = parts.settings().limits().backendConnect();
        return parts.connector().connect(vertx.channel().eventLoop(), source, session, patience);
    }

    Session session() {
        return session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var octets = (ByteBuf) message;
        parts.traffic().onClientOctets(octets.readableBytes(), 0);
        session.onClientOctets(octets);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // Vert.x's handler has nothing to complete: it never sees an octet.
        session.onReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.onClientGone();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.onWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            onHandshake(ctx, completion);
        } else if (event instanceof ChannelInputShutdownEvent
                || event instanceof SslCloseCompletionEvent && !farewell.hasBegun()) {
            // Our own close_notify ends in the same event: then the client may still be talking.
            farewell.onClientEnd();
            session.onClientEnd();
        }
    }

    private void onHandshake(ChannelHandlerContext ctx, SslHandshakeCompletionEvent completion) {
        if (!completion.isSuccess()) {
            parts.traffic().onClientHandshake("");
            session.tls().onClientTlsFailed();
            return;
        }
        if (ctx.channel() instanceof EpollSocketChannel channel) {
            // A client with Nagle's algorithm holds its EHLO back until we acknowledge its Finished: 40 ms.
            channel.config().setTcpQuickAck(true);
        }
        SSLSession tls = ctx.pipeline().get(SslHandler.class).engine().getSession();
        parts.traffic().onClientHandshake(tls.getProtocol());
        session.tls().onClientTls(tls.getProtocol(), parts.certificates().verifiedClient(tls));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            // The peer reset the connection, or what it sent is no TLS: it misbehaves, that is not news.
            ctx.close();
        } else {
            LOG.error("event=bug session={}", session.facts().id(), cause);
            session.onInternalError();
        }
    }

    @Override
    public ByteBufAllocator allocator() {
        return vertx.alloc();
    }

    @Override
    public void toClient(ByteBuf octets) {
        parts.traffic().onClientOctets(0, octets.readableBytes());
        written = true;
        vertx.write(LegOptions.compact(vertx.channel(), octets), vertx.voidPromise());
    }

    @Override
    public void toBackend(ByteBuf octets) {
        backend().write(octets);
    }

    @Override
    public void flush() {
        if (written) {
            written = false;
            vertx.flush();
        }
        backend().flush();
    }

    @Override
    public boolean isClientWritable() {
        return vertx.channel().isWritable();
    }

    @Override
    public boolean isBackendWritable() {
        return backend().isWritable();
    }

    @Override
    public void readClient(boolean wanted) {
        if (vertx.channel().config().isAutoRead() != wanted) {
            vertx.channel().config().setAutoRead(wanted);
        }
    }

    @Override
    public void readBackend(boolean wanted) {
        backend().read(wanted);
    }

    @Override
    public boolean enterHandshake() {
        handshaking = handshakes.enter();
        if (!handshaking) {
            parts.traffic().onClientHandshakeTurnedAway();
        }
        return handshaking;
    }

    @Override
    public void leaveHandshake() {
        if (handshaking) {
            handshaking = false;
            handshakes.leave();
        }
    }

    @Override
    public void startClientTls(ByteBuf lastInTheClear) {
        toClient(lastInTheClear);
        flush();
        vertx.pipeline().addFirst("hello", gate());
    }

    private ClientHelloGate gate() {
        return parts.settings().clientTls() == ClientTls.PASSED_ON
                ? ClientHelloGate.toBackend(parts.certificates(), session)
                : ClientHelloGate.toEngine(parts.certificates(), session);
    }

    @Override
    public void endBackend() {
        backend().end();
    }

    @Override
    public void startBackendTls() {
        backend().startTls();
    }

    @Override
    public void reconnectBackend() {
        backend().abandon();
        source = rightSource();
        backend = connect();
    }

    @Override
    public boolean isBackendRight() {
        return source.equals(rightSource());
    }

    @Override
    public boolean isClientShown() {
        return source.shows(Network.plain(client.address().getAddress()));
    }

    private Source rightSource() {
        return parts.sources().of(client, session.facts().verifiedClient());
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        cancelTimer();
        timer = vertx.channel().eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        cancelTimer();
        leaveHandshake();
        backend().abandon();
        vertx.flush();
        farewell.begin();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** There is one from {@link #start()} on. */
    private BackendConnection backend() {
        if (backend == null) {
            throw new IllegalStateException("the session has not started");
        }
        return backend;
    }
}
