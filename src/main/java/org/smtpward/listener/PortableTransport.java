package org.smtpward.listener;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.internal.VertxBootstrap;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's sockets, for machines without epoll: of the family that their address says, but without IPV6_V6ONLY, which the
 * JDK cannot set, and not inherited. Thread safe.
 */
public final class PortableTransport extends NioTransport implements ListeningSockets {
    private final AtomicReference<@Nullable ListenAddress> next = new AtomicReference<>();
    private final OpenChannels open = new OpenChannels();

    PortableTransport() {}

    @Override
    public Vertx newVertx(VertxOptions options) {
        return VertxBootstrap.create().options(options).transport(this).init().vertx();
    }

    @Override
    public boolean hasIpv6() {
        try (ServerSocketChannel probe = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            return probe.isOpen();
        } catch (UnsupportedOperationException | IOException noSuchFamily) {
            return false;
        }
    }

    /** @throws UnsupportedOperationException IPv6 alone at every address, with words for the operator */
    @Override
    public void expect(ListenAddress address) {
        if (address.address().isAnyLocalAddress() && address.families() == Families.IPV6) {
            throw new UnsupportedOperationException("ipv6-only = on needs epoll, which is not available here");
        }
        next.set(address);
    }

    @Override
    public void adopt(InheritedSocket socket) {
        throw new UnsupportedOperationException("inherited sockets need epoll");
    }

    @Override
    public CompletableFuture<Void> close(Set<Integer> ports) {
        return open.close(ports);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        if (domainSocket) {
            return super.serverChannelFactory(true);
        }
        ListenAddress planned = next.getAndSet(null);
        return () -> open.remember(planned == null ? new NioServerSocketChannel() : open(planned));
    }

    private static NioServerSocketChannel open(ListenAddress address) {
        return new NioServerSocketChannel(
                SelectorProvider.provider(),
                address.families() == Families.IPV4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
    }
}
