package org.smtpward.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who can connect to an address, by either transport. */
class ListeningSocketsTest {
    private static final String FOUR = "127.0.0.1";
    private static final String SIX = "::1";

    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

    /** As they are seen: a client with IPv4 of a socket for both has its IPv4 address. */
    @ParameterizedTest(name = "epoll {0}: {1} ipv6-only {2} takes IPv4 {3}, IPv6 {4}")
    @CsvSource({
        "true,  0.0.0.0,   false, true,  false",
        "true,  ::,        false, true,  true",
        "true,  ::,        true,  false, true",
        "true,  127.0.0.1, false, true,  false",
        "true,  ::1,       false, false, true",
        "false, 0.0.0.0,   false, true,  false",
        "false, ::,        false, true,  true",
        "false, 127.0.0.1, false, true,  false",
        "false, ::1,       false, false, true"
    })
    void anAddressIsForWhomItSays(boolean epoll, String address, boolean ipv6Only, boolean four, boolean six)
            throws Exception {
        ListeningSockets sockets = sockets(epoll);
        assumeThat(sockets.hasIpv6()).as("IPv6 on this machine").isTrue();
        Vertx vertx = sockets.newVertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            sockets.expect(new ListenAddress(InetAddress.getByName(address), 0, ipv6Only));
            NetServer server = vertx.createNetServer()
                    .connectHandler(client -> seen.add(client.remoteAddress().hostAddress()));
            int port = server.listen(0, address)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS)
                    .actualPort();
            assertThat(isServed(FOUR, port)).as("IPv4").isEqualTo(four);
            assertThat(isServed(SIX, port)).as("IPv6").isEqualTo(six);
            sockets.close(Set.of(port)).get(60, TimeUnit.SECONDS);
            if (epoll) {
                // The JDK's selector keeps a closed one until its next turn.
                assertThat(isServed(four ? FOUR : SIX, port)).as("closed").isFalse();
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    /** The JDK has no IPV6_V6ONLY; the word would be a lie. */
    @Test
    void withoutEpollIpv6AloneIsRefused() throws Exception {
        var everything = new ListenAddress(InetAddress.getByName("::"), 25, true);
        assertThatThrownBy(() -> new PortableTransport().expect(everything))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("ipv6-only = on needs epoll, which is not available here");
    }

    private static ListeningSockets sockets(boolean epoll) {
        assumeThat(!epoll || Epoll.isAvailable()).as("epoll").isTrue();
        return epoll ? new ListeningTransport(false) : new PortableTransport();
    }

    private boolean isServed(String address, int port) throws InterruptedException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 10_000);
            assertThat(seen.poll(60, TimeUnit.SECONDS)).isIn(address, "0:0:0:0:0:0:0:1");
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
