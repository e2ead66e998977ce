package org.smtpward.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.epoll.EpollChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.net.TcpConfig;

/**
 * epoll whose listening sockets take connections to addresses that are not theirs (TPROXY). All of them: the option does
 * nothing to a connection that the kernel was not told to turn to us.
 */
public final class TproxyTransport extends EpollTransport {
    private TproxyTransport() {}

    /** Vert.x with it. The process must be permitted to do that, else nothing listens. */
    public static Vertx newVertx(VertxOptions options) {
        return VertxBootstrap.create()
                .options(options)
                .transport(new TproxyTransport())
                .init()
                .vertx();
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
        if (!domainSocket) {
            bootstrap.option(EpollChannelOption.IP_TRANSPARENT, true);
        }
        super.configure(config, domainSocket, bootstrap);
    }
}
