package org.smtpward.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.net.TcpConfig;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * epoll whose listening sockets are in our hands: they may be inherited, may take connections to addresses that are not theirs
 * (TPROXY), and can be closed before Vert.x stops serving what they have accepted. Thread safe.
 */
public final class ListeningTransport extends EpollTransport {
    private final boolean tproxy;
    private final AtomicReference<@Nullable InheritedSocket> next = new AtomicReference<>();
    private final Set<EpollServerSocketChannel> open = ConcurrentHashMap.newKeySet();

    /**
     * @param tproxy whether listening sockets take connections to addresses that are not theirs. All of them: the option does
     *     nothing to a connection that the kernel was not told to turn to us. The process must be permitted to do that,
     *     else nothing listens.
     */
    public ListeningTransport(boolean tproxy) {
        this.tproxy = tproxy;
    }

    /** Vert.x with it. */
    public Vertx newVertx(VertxOptions options) {
        return VertxBootstrap.create().options(options).transport(this).init().vertx();
    }

    /** The next listening socket need not be made: it is {@code socket}. */
    public void adopt(InheritedSocket socket) {
        next.set(socket);
    }

    /**
     * Accepts nobody any more on {@code ports}. Whoever was accepted is on the way to an event loop, in front of all that goes
     * there later, when this is complete: Vert.x would close the connection of one that comes behind its own shutdown. Who
     * waits in the kernel's queue of an inherited socket stays there.
     */
    public CompletableFuture<Void> close(Set<Integer> ports) {
        return CompletableFuture.allOf(open.stream()
                .filter(channel -> ports.contains(channel.localAddress().getPort()))
                .map(ListeningTransport::close)
                .toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<@Nullable Void> close(EpollServerSocketChannel channel) {
        var closed = new CompletableFuture<@Nullable Void>();
        channel.close().addListener(done -> closed.complete(null));
        return closed;
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        if (domainSocket) {
            return super.serverChannelFactory(true);
        }
        InheritedSocket inherited = next.getAndSet(null);
        return () -> remember(inherited == null ? new EpollServerSocketChannel() : inherited.open());
    }

    private EpollServerSocketChannel remember(EpollServerSocketChannel channel) {
        open.add(channel);
        channel.closeFuture().addListener(closed -> open.remove(channel));
        return channel;
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
        if (!domainSocket && tproxy) {
            bootstrap.option(EpollChannelOption.IP_TRANSPARENT, true);
        }
        super.configure(config, domainSocket, bootstrap);
    }
}
