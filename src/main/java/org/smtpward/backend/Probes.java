package org.smtpward.backend;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;
import org.smtpward.config.BackendOptions;
import org.smtpward.tls.BackendLeg;

/** What probes need where no proxy runs: an event loop of their own, and connections as sessions would have them. */
public final class Probes implements AutoCloseable {
    private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final BackendConnector connector;

    /** @param leg how the connections get TLS */
    public Probes(BackendOptions backend, BackendLeg leg) {
        this.connector = new BackendConnector(backend, Epoll.isAvailable(), new Nobody()).over(leg);
    }

    public BackendConnector connector() {
        return connector;
    }

    public EventLoop eventLoop() {
        return eventLoops.next();
    }

    @Override
    public void close() {
        connector.close();
        eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Nothing is counted here. */
    private static final class Nobody implements BackendListener {
        @Override
        public void onConnect(boolean connected, long nanos) {}

        @Override
        public void onHandshake(String version) {}

        @Override
        public void onOctets(int read, int written) {}
    }
}
