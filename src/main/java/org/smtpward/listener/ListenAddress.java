package org.smtpward.listener;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.smtpward.config.HostPort;

/**
 * An address to listen at: IPv4 at {@code 0.0.0.0}, both families at {@code ::}, IPv6 alone there with {@code ipv6Only}.
 *
 * @param address 0.0.0.0 or :: is every one of this machine
 * @param port 0 is any free one
 * @param ipv6Only IPV6_V6ONLY; whatever {@code net.ipv6.bindv6only} says
 */
public record ListenAddress(InetAddress address, int port, boolean ipv6Only) {
    private static final InetAddress ANY_IPV4 = new InetSocketAddress("0.0.0.0", 0).getAddress();

    /**
     * What {@code configured} means on this machine. A name is looked up: of several addresses it is the first with IPv4, or
     * the first. Blocks as long as the system's resolver.
     *
     * @param hasIpv6 whether the kernel has IPv6 sockets; without them {@code [::]} is every IPv4 address
     * @throws UnknownHostException the name has no address
     */
    public static ListenAddress of(HostPort configured, boolean ipv6Only, boolean hasIpv6) throws UnknownHostException {
        InetAddress first = addresses(configured).getFirst();
        boolean lacksIpv6 = !hasIpv6 && Families.of(first, ipv6Only) == Families.BOTH;
        return new ListenAddress(lacksIpv6 ? ANY_IPV4 : first, configured.port(), ipv6Only);
    }

    /** Those of a name, the one that is listened at first. */
    public static List<InetAddress> addresses(HostPort configured) throws UnknownHostException {
        return configured.literal().isPresent()
                ? List.of(configured.literal().get())
                : Arrays.stream(InetAddress.getAllByName(configured.host()))
                        .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                        .toList();
    }

    /** Kinds of clients that can connect. */
    public Families families() {
        return Families.of(address, ipv6Only);
    }

    /** With the port that it got. */
    public ListenAddress at(int bound) {
        return new ListenAddress(address, bound, ipv6Only);
    }

    /** As it is written in the configuration. */
    public HostPort hostPort() {
        return new HostPort(NetUtil.toAddressString(address), port);
    }
}
