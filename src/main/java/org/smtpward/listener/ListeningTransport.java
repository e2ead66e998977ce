package org.smtpward.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.net.TcpConfig;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * epoll whose listening sockets are in our hands: they may be inherited, are of the family that their address says, may take
 * connections to addresses that are not theirs (TPROXY), and can be closed before Vert.x stops serving what they have
 * accepted. Thread safe.
 */
public final class ListeningTransport extends EpollTransport implements ListeningSockets {
    /** linux/in6.h. Set either way, as {@code net.ipv6.bindv6only} has the default in its hands. */
    private static final IntegerUnixChannelOption IPV6_V6ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

    private final boolean tproxy;
    private final AtomicReference<@Nullable Supplier<EpollServerSocketChannel>> next = new AtomicReference<>();
    private final OpenChannels open = new OpenChannels();

    /**
     * @param tproxy whether listening sockets take connections to addresses that are not theirs. All of them: the option does
     *     nothing to a connection that the kernel was not told to turn to us. The process must be permitted to do that,
     *     else nothing listens.
     */
    ListeningTransport(boolean tproxy) {
        this.tproxy = tproxy;
    }

    @Override
    public Vertx newVertx(VertxOptions options) {
        return VertxBootstrap.create().options(options).transport(this).init().vertx();
    }

    @Override
    public boolean hasIpv6() {
        if (NetUtil.isIpV4StackPreferred()) {
            return false;
        }
        try {
            new EpollServerSocketChannel(SocketProtocolFamily.INET6).unsafe().closeForcibly();
            return true;
        } catch (ChannelException noSuchFamily) {
            return false;
        }
    }

    @Override
    public void expect(ListenAddress address) {
        next.set(() -> open(address));
    }

    @Override
    public void adopt(InheritedSocket socket) {
        next.set(socket::open);
    }

    /** Vert.x would close the connection of one that comes behind its own shutdown. Who waits in the kernel's queue of an
     * inherited socket stays there. */
    @Override
    public CompletableFuture<Void> close(Set<Integer> ports) {
        return open.close(ports);
    }

    private static EpollServerSocketChannel open(ListenAddress address) {
        if (address.families() == Families.IPV4) {
            return new EpollServerSocketChannel(SocketProtocolFamily.INET);
        }
        var channel = new EpollServerSocketChannel(SocketProtocolFamily.INET6);
        channel.config().setOption(IPV6_V6ONLY, address.families() == Families.BOTH ? 0 : 1);
        return channel;
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        if (domainSocket) {
            return super.serverChannelFactory(true);
        }
        Supplier<EpollServerSocketChannel> planned = next.getAndSet(null);
        return () -> open.remember(planned == null ? new EpollServerSocketChannel() : planned.get());
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
        if (!domainSocket && tproxy) {
            bootstrap.option(EpollChannelOption.IP_TRANSPARENT, true);
        }
        super.configure(config, domainSocket, bootstrap);
    }
}
