package org.smtpward.backend;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.HostPort;
import org.smtpward.session.Session;
import org.smtpward.tls.BackendLeg;

/**
 * Makes connections to the backend, each on the event loop of its session and from the source that the backend is to see.
 * Thread safe.
 */
public final class BackendConnector {
    private final BackendOptions backend;
    private final boolean epoll;
    private final BackendListener listener;
    private final AddressResolverGroup<InetSocketAddress> resolver;
    private final BackendLeg leg;

    /**
     * @param backend where it is; a name is looked up without blocking
     * @param epoll whether the event loops are epoll's; without, no address can be borrowed
     * @param listener hears how connecting went
     */
    public BackendConnector(BackendOptions backend, boolean epoll, BackendListener listener) {
        this(backend, epoll, listener, resolver(epoll), BackendLeg.CLEAR);
    }

    private BackendConnector(
            BackendOptions backend,
            boolean epoll,
            BackendListener listener,
            AddressResolverGroup<InetSocketAddress> resolver,
            BackendLeg leg) {
        this.backend = backend;
        this.epoll = epoll;
        this.listener = listener;
        this.resolver = resolver;
        this.leg = leg;
    }

    /** The same, whose connections get TLS as {@code leg} has it: in the clear otherwise. */
    public BackendConnector over(BackendLeg other) {
        return new BackendConnector(backend, epoll, listener, resolver, other);
    }

    BackendLeg leg() {
        return leg;
    }

    private static AddressResolverGroup<InetSocketAddress> resolver(boolean epoll) {
        return new DnsAddressResolverGroup(
                epoll ? EpollDatagramChannel.class : NioDatagramChannel.class,
                DnsServerAddressStreamProviders.platformDefault());
    }

    /** Begins to connect, for {@code patience}; how it goes is told to {@code session} on its event loop. */
    public BackendConnection connect(EventLoop eventLoop, Source source, Session session, Duration patience) {
        var connection = new BackendConnection(session, leg, listener);
        onFailure(connect(eventLoop, source, connection, patience), eventLoop, connection::onUnreachable);
        return connection;
    }

    /** When there is no descriptor for a connection, Netty makes no channel, and says so on a thread of its own. */
    static void onFailure(Future<?> attempt, EventLoop eventLoop, Runnable then) {
        attempt.addListener(done -> {
            if (done.isSuccess()) {
                return;
            }
            if (eventLoop.inEventLoop()) {
                then.run();
            } else {
                eventLoop.execute(then);
            }
        });
    }

    /** A source whose address family the backend does not have is a failed connection. */
    ChannelFuture connect(EventLoop eventLoop, Source source, ChannelHandler handler, Duration patience) {
        var bootstrap = new Bootstrap()
                .group(eventLoop)
                .channel(channelClass())
                .resolver(resolver)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RCVBUF_ALLOCATOR, LegOptions.READS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, LegOptions.WRITES)
                // The backend may close its side while it still reads.
                .option(ChannelOption.ALLOW_HALF_CLOSURE, false)
                .handler(handler);
        if (epoll) {
            // Else the number of connections to one backend is limited to the ports of one source address.
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
        long began = System.nanoTime();
        return connect(bootstrap, source)
                .addListener(done -> listener.onConnect(done.isSuccess(), System.nanoTime() - began));
    }

    private ChannelFuture connect(Bootstrap bootstrap, Source source) {
        return switch (source) {
            case Source.Ours ours -> connect(bootstrap, backend.address(), ours.address());
            case Source.Borrowed borrowed -> {
                bootstrap.option(EpollChannelOption.IP_TRANSPARENT, true);
                // Where there is none, the connection fails as it has to: from IPv6 to IPv4.
                HostPort to = backend.addressFor(borrowed.address() instanceof Inet6Address)
                        .orElse(backend.address());
                yield connect(bootstrap, to, Optional.of(borrowed.address()));
            }
            case Source.Announced announced -> {
                ChannelHandler handler = bootstrap.config().handler();
                bootstrap.handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ProxyHeaderWriter(announced), handler);
                    }
                });
                yield connect(bootstrap, backend.address(), announced.address());
            }
        };
    }

    private static ChannelFuture connect(Bootstrap bootstrap, HostPort to, Optional<InetAddress> from) {
        SocketAddress remote = to.literal()
                .map(literal -> new InetSocketAddress(literal, to.port()))
                .orElseGet(() -> InetSocketAddress.createUnresolved(to.host(), to.port()));
        return from.isPresent()
                ? bootstrap.connect(remote, new InetSocketAddress(from.get(), 0))
                : bootstrap.connect(remote);
    }

    /** Connects and closes again, to find out whether the backend can be reached; the listener hears it, too. */
    public Future<Void> check(EventLoop eventLoop, Source source, Duration patience) {
        Promise<Void> done = eventLoop.newPromise();
        connect(eventLoop, source, new ChannelInboundHandlerAdapter(), patience)
                .addListener((ChannelFuture connected) -> {
                    done.setSuccess(null);
                    if (connected.isSuccess()) {
                        connected.channel().close();
                    }
                });
        return done;
    }

    /** Frees the resolver, which those made by {@link #over} share. */
    public void close() {
        resolver.close();
    }

    private Class<? extends Channel> channelClass() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }
}
