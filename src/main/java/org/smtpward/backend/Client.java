package org.smtpward.backend;

import java.net.InetSocketAddress;
import org.smtpward.config.Network;

/**
 * Client of a session. Behind a trusted proxy it is the client that the proxy's header names.
 *
 * @param address the client's
 * @param destination what it has connected to
 * @param nameless the connection of a trusted proxy whose header names no client: it may be anybody's
 */
public record Client(InetSocketAddress address, InetSocketAddress destination, boolean nameless) {
    public Client(InetSocketAddress address, InetSocketAddress destination) {
        this(address, destination, false);
    }

    /**
     * Whether it is a program on this machine that connects over loopback. From outside nobody can claim that: the kernel
     * drops packets with such a source (martians) unless route_localnet is set, and even then its answers, and so the
     * handshake of TCP, stay on this machine. Headers of proxies elsewhere must not name loopback at all.
     */
    public boolean isLocal() {
        return !nameless && isLoopback(address) && isLoopback(destination);
    }

    private static boolean isLoopback(InetSocketAddress end) {
        return Network.plain(end.getAddress()).isLoopbackAddress();
    }
}
