package org.smtpward.listener;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.smtpward.config.HostPort;

/**
 * A listening socket that is not ours alone: the service manager has it, too, and it goes on when we end.
 *
 * @param descriptor its number in this process
 * @param name what the service manager calls it
 * @param address where it listens
 * @param ipv6Only whether it has IPV6_V6ONLY, so that one at {@code ::} takes no clients with IPv4
 */
public record InheritedSocket(int descriptor, String name, InetSocketAddress address, boolean ipv6Only) {
    // asm-generic/socket.h, for every machine that we run on
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    private static final int SOCK_STREAM = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int O_NONBLOCK = 04000;

    /** The one that {@code descriptor} is, if it is one that can be used. */
    static InheritedSocket at(int descriptor, String name) throws InheritanceException {
        String who = "descriptor %d (%s)".formatted(descriptor, name);
        try {
            var socket = new Socket(descriptor);
            int domain = socket.getIntOpt(SOL_SOCKET, SO_DOMAIN);
            if ((domain != AF_INET && domain != AF_INET6) || socket.getIntOpt(SOL_SOCKET, SO_TYPE) != SOCK_STREAM) {
                throw new InheritanceException(who + " is no TCP socket; ListenStream= takes an address and a port");
            }
            if (socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) == 0) {
                throw new InheritanceException(who + " does not listen; the socket unit must have Accept=no");
            }
            if (!isNonBlocking(descriptor)) {
                // Another process may take the connection that we were told of, and we would wait for the next.
                throw new InheritanceException(who + " is blocking; the service unit must have NonBlocking=yes");
            }
            boolean ipv6Only = domain == AF_INET6 && socket.getIntOpt(IPPROTO_IPV6, IPV6_V6ONLY) != 0;
            return new InheritedSocket(descriptor, name, socket.localAddress(), ipv6Only);
        } catch (IOException | ChannelException e) {
            throw new InheritanceException(who + " is no socket: " + e.getMessage());
        }
    }

    /** Where it listens and for whom. */
    public ListenAddress place() {
        return new ListenAddress(address.getAddress(), address.getPort(), ipv6Only);
    }

    /** As the listener's address is written. */
    public HostPort hostPort() {
        return place().hostPort();
    }

    /**
     * A channel that takes {@code bind} for done. It reads from then on only: what it accepts before Netty is ready for it would be
     * lost.
     */
    EpollServerSocketChannel open() {
        var channel = new EpollServerSocketChannel(descriptor);
        channel.config().setAutoRead(false);
        channel.pipeline().addFirst("inherited", new ChannelOutboundHandlerAdapter() {
            @Override
            public void bind(ChannelHandlerContext ctx, SocketAddress configured, ChannelPromise promise) {
                ctx.channel().config().setAutoRead(true);
                promise.setSuccess();
            }
        });
        return channel;
    }

    private static boolean isNonBlocking(int descriptor) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo", Integer.toString(descriptor)))) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring(6).strip(), 8) & O_NONBLOCK) != 0;
            }
        }
        return false;
    }
}
