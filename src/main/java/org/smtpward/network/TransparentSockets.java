package org.smtpward.network;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Optional;

/** Whether this process may have sockets with addresses that are not this machine's (ip(7), IP_TRANSPARENT). */
public final class TransparentSockets {
    private TransparentSockets() {}

    /** Why not, and what to do about it; empty if it may. */
    public static Optional<String> trouble() {
        if (!Epoll.isAvailable()) {
            return Optional.of("it needs epoll, which is not to be had here");
        }
        var channel = new EpollSocketChannel();
        try {
            channel.config().setIpTransparent(true);
            return Optional.empty();
        } catch (ChannelException notPermitted) {
            return Optional.of("this process lacks the capability CAP_NET_RAW (or CAP_NET_ADMIN); with systemd: "
                    + "AmbientCapabilities=CAP_NET_RAW CAP_NET_BIND_SERVICE");
        } finally {
            channel.unsafe().closeForcibly();
        }
    }
}
