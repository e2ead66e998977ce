package org.smtpward.backend;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.smtpward.config.HostPort;
import org.smtpward.session.Session;
import org.smtpward.tls.BackendLeg;

/**
 * Makes connections to the backend, each on the event loop of its session and from the source address that keeps the
 * backend from taking every client for a local one. Thread safe.
 */
public final class BackendConnector {
    private final HostPort address;
    private final Optional<InetAddress> source;
    private final boolean epoll;
    private final BackendListener listener;
    private final AddressResolverGroup<InetSocketAddress> resolver;
    private final BackendLeg leg;

    /**
     * @param address where the backend is; a name is looked up without blocking
     * @param source the address to connect from, or empty to leave it to the system
     * @param epoll whether the event loops are epoll's
     * @param listener hears how connecting went
     */
    public BackendConnector(HostPort address, Optional<InetAddress> source, boolean epoll, BackendListener listener) {
        this(address, source, epoll, listener, resolver(epoll), BackendLeg.CLEAR);
    }

    private BackendConnector(
            HostPort address,
            Optional<InetAddress> source,
            boolean epoll,
            BackendListener listener,
            AddressResolverGroup<InetSocketAddress> resolver,
            BackendLeg leg) {
        this.address = address;
        this.source = source;
        this.epoll = epoll;
        this.listener = listener;
        this.resolver = resolver;
        this.leg = leg;
    }

    /** The same, whose connections get TLS as {@code leg} has it: in the clear otherwise. */
    public BackendConnector over(BackendLeg other) {
        return new BackendConnector(address, source, epoll, listener, resolver, other);
    }

    private static AddressResolverGroup<InetSocketAddress> resolver(boolean epoll) {
        return new DnsAddressResolverGroup(
                epoll ? EpollDatagramChannel.class : NioDatagramChannel.class,
                DnsServerAddressStreamProviders.platformDefault());
    }

    /** Begins to connect, for {@code patience}; how it goes is told to {@code session} on its event loop. */
    public BackendConnection connect(EventLoop eventLoop, Session session, Duration patience) {
        var connection = new BackendConnection(session, leg, listener);
        connect(eventLoop, connection, patience).addListener(done -> {
            if (!done.isSuccess()) {
                connection.onUnreachable();
            }
        });
        return connection;
    }

    private ChannelFuture connect(EventLoop eventLoop, ChannelHandler handler, Duration patience) {
        var bootstrap = new Bootstrap()
                .group(eventLoop)
                .channel(channelClass())
                .resolver(resolver)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                // The backend may close its side while it still reads.
                .option(ChannelOption.ALLOW_HALF_CLOSURE, false)
                .handler(handler);
        if (epoll) {
            // Else the number of connections to one backend is limited to the ports of one source address.
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
        long began = System.nanoTime();
        SocketAddress remote = InetSocketAddress.createUnresolved(address.host(), address.port());
        var future = source.isPresent()
                ? bootstrap.connect(remote, new InetSocketAddress(source.get(), 0))
                : bootstrap.connect(remote);
        return future.addListener(done -> listener.onConnect(done.isSuccess(), System.nanoTime() - began));
    }

    /** Connects and closes again, to find out whether the backend can be reached; the listener hears it, too. */
    public Future<Void> check(EventLoop eventLoop, Duration patience) {
        Promise<Void> done = eventLoop.newPromise();
        connect(eventLoop, new ChannelInboundHandlerAdapter(), patience).addListener((ChannelFuture connected) -> {
            connected.channel().close();
            done.setSuccess(null);
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
