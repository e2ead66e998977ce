package org.smtpward.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.backend.Client;
import org.smtpward.backend.LegOptions;
import org.smtpward.config.HostPort;
import org.smtpward.reply.Reply;
import org.smtpward.session.Peer;

/**
 * Accepts connections on one address for one event loop, admits or refuses them, and gives each admitted one a session. As
 * many of them as there are event loops share the address; Vert.x deals the connections out.
 */
public final class Listener extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    /** Often enough to see a stall, seldom enough to cost nothing. */
    private static final Duration LAG_PERIOD = Duration.ofMillis(250);

    private final HostPort address;
    private final Supplier<ListenerParts> parts;
    private final Admission admission;
    private final Handshakes handshakes;
    private final SessionIds ids;
    private final Set<ClientConnection> open = new HashSet<>();
    private NetServer server;
    private boolean draining;

    /**
     * @param address where to listen
     * @param parts what its next connection is made of; a reload changes it
     * @param admission who may come in
     * @param handshakes how many may be in a handshake
     * @param ids names for sessions
     */
    @SuppressWarnings("NullAway.Init") // start() comes before everything else
    public Listener(
            HostPort address,
            Supplier<ListenerParts> parts,
            Admission admission,
            Handshakes handshakes,
            SessionIds ids) {
        this.address = address;
        this.parts = parts;
        this.admission = admission;
        this.handshakes = handshakes;
        this.ids = ids;
    }

    @Override
    public Future<?> start() {
        var options = new NetServerOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setTcpNoDelay(true)
                .setReuseAddress(true);
        measureLag(parts.get().traffic());
        server = vertx.createNetServer(options).connectHandler(this::onConnect);
        return server.listen();
    }

    private void measureLag(Traffic traffic) {
        long[] due = {System.nanoTime() + LAG_PERIOD.toNanos()};
        vertx.setPeriodic(LAG_PERIOD.toMillis(), tick -> {
            long now = System.nanoTime();
            traffic.onEventLoopLag(now - due[0]);
            due[0] = now + LAG_PERIOD.toNanos();
        });
    }

    /** The port in use. */
    public int port() {
        return server.actualPort();
    }

    /**
     * Lets transactions end; what is still open after {@code patience} is told so and closed. Whoever has been accepted by now
     * is on the way to our event loop, and served before this.
     */
    public Future<Void> drain(Duration patience) {
        Promise<Void> drained = Promise.promise();
        context.runOnContext(begin -> {
            draining = true;
            Set.copyOf(open).forEach(client -> client.session().onDrain());
            context.owner().setTimer(Math.max(1, patience.toMillis()), late -> onDrainTimeout());
            server.shutdown(patience.plus(Duration.ofSeconds(2))).onComplete(drained);
        });
        return drained.future();
    }

    private void onDrainTimeout() {
        context.runOnContext(
                now -> Set.copyOf(open).forEach(client -> client.session().onDrainTimeout()));
    }

    private void onConnect(NetSocket socket) {
        ChannelHandlerContext handler = ((NetSocketInternal) socket).channelHandlerContext();
        // Without these Vert.x logs every reset, and closes at once when it is shut down.
        socket.exceptionHandler(reset -> {});
        socket.shutdownHandler(shutdown -> {});
        if (!(handler.channel().remoteAddress() instanceof InetSocketAddress remote)) {
            // Gone before it was accepted.
            handler.close();
            return;
        }
        ListenerParts current = parts.get();
        if (current.trustsAsProxy(remote.getAddress())) {
            awaitHeader(handler, remote, current);
        } else {
            admit(
                    handler,
                    new Client(remote, (InetSocketAddress) handler.channel().localAddress()),
                    current);
        }
    }

    /** A trusted proxy says first whose connection this is. */
    private void awaitHeader(ChannelHandlerContext handler, InetSocketAddress proxy, ListenerParts current) {
        ConnectionResult result = admission.enterUnknown();
        if (result != ConnectionResult.ACCEPTED) {
            turnAway(handler, result, current);
            return;
        }
        var reader = new ProxyHeaderReader(handler, new ProxyHeaderReader.Outcome() {
            @Override
            public void onClient(Client client) {
                admission.leaveUnknown();
                admit(handler, client, current);
            }

            @Override
            public void onRefused(String why) {
                admission.leaveUnknown();
                current.traffic()
                        .onProxyHeaderRefused(current.name(), NetUtil.toAddressString(proxy.getAddress()), why);
                turnAway(handler, ConnectionResult.BAD_PROXY_HEADER, current);
            }

            @Override
            public void onGone() {
                admission.leaveUnknown();
                current.traffic().onConnection(current.name(), ConnectionResult.GONE);
            }
        });
        reader.start(current.proxyHeader());
    }

    private void admit(ChannelHandlerContext handler, Client client, ListenerParts current) {
        InetAddress address = client.address().getAddress();
        ConnectionResult result = admission.enter(address);
        tellConnection(current.name(), client.address(), result);
        if (result == ConnectionResult.ACCEPTED) {
            current.traffic().onConnection(current.name(), result);
            serve(handler, client, current);
        } else {
            turnAway(handler, result, current);
        }
    }

    /** For SMTPWARD_LOG_LEVEL=DEBUG: who comes, and who is turned away. */
    private static void tellConnection(String listener, InetSocketAddress client, ConnectionResult result) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "event=connection listener={} client={} port={} result={}",
                    listener,
                    NetUtil.toAddressString(client.getAddress()),
                    client.getPort(),
                    result.label());
        }
    }

    private void turnAway(ChannelHandlerContext handler, ConnectionResult result, ListenerParts current) {
        current.traffic().onConnection(current.name(), result);
        String host = current.hostName();
        switch (result) {
            case TOO_MANY -> refuse(handler, Reply.tooManyConnections(host), current);
            case TOO_MANY_FROM_ADDRESS, TOO_FAST_FROM_ADDRESS ->
                refuse(handler, Reply.tooManyConnectionsFromAddress(host), current);
            case BANNED -> refuse(handler, Reply.networkRefused(host), current);
            case BAD_PROXY_HEADER -> refuse(handler, Reply.proxyHeaderExpected(host), current);
            case CLOSED -> refuse(handler, Reply.serviceNotAvailable(host), current);
            case ACCEPTED, GONE -> throw new IllegalArgumentException("nobody to turn away");
        }
    }

    private void serve(ChannelHandlerContext handler, Client client, ListenerParts parts) {
        InetAddress address = client.address().getAddress();
        handler.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        LegOptions.setOn(handler.channel().config());
        var peer = new Peer(
                ids.next(),
                parts.name(),
                NetUtil.toAddressString(address),
                client.address().getPort());
        var connection = new ClientConnection(parts, peer, client, handshakes, handler);
        if (parts.implicitTls() && !connection.enterHandshake()) {
            admission.leave(address);
            handler.close();
            return;
        }
        long began = System.nanoTime();
        open.add(connection);
        parts.traffic().onSessionBegins(parts.name());
        handler.channel().closeFuture().addListener(closed -> {
            open.remove(connection);
            admission.leave(address);
            connection.leaveHandshake();
            parts.traffic().onSessionEnds(parts.name(), System.nanoTime() - began);
        });
        connection.start();
        if (draining) {
            connection.session().onDrain();
        }
    }

    private void refuse(ChannelHandlerContext handler, Reply reply, ListenerParts parts) {
        if (parts.implicitTls()) {
            handler.close();
        } else {
            Turnaway.turnAway(handler, reply.encode(handler.alloc()));
        }
    }
}
