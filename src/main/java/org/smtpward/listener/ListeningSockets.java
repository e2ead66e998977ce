package org.smtpward.listener;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The listening sockets of one Vert.x, which would make each of them for both families, whatever its address. Thread safe. */
public sealed interface ListeningSockets permits ListeningTransport, PortableTransport {
    /**
     * By epoll where there is epoll, else by the JDK.
     *
     * @param tproxy whether listening sockets take connections to addresses that are not theirs; needs epoll
     */
    static ListeningSockets of(boolean tproxy) {
        return Epoll.isAvailable() ? new ListeningTransport(tproxy) : new PortableTransport();
    }

    /** Vert.x with them. */
    Vertx newVertx(VertxOptions options);

    /** Whether there are IPv6 sockets on this machine. */
    boolean hasIpv6();

    /** The next one is to be made for {@code address}; else it takes both families. */
    void expect(ListenAddress address);

    /** The next one need not be made: it is {@code socket}. */
    void adopt(InheritedSocket socket);

    /** Accepts nobody any more on {@code ports}; who has been accepted is on the way to an event loop when this is complete. */
    CompletableFuture<Void> close(Set<Integer> ports);
}
