package org.smtpward.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.stream.Stream;

/** The addresses of this machine. */
public final class OwnAddresses {
    private OwnAddresses() {}

    static boolean have(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** One that clients elsewhere can reach. */
    public static boolean haveIpv6() {
        return all().anyMatch(address ->
                address instanceof Inet6Address && !address.isLoopbackAddress() && !address.isLinkLocalAddress());
    }

    /** Those of all interfaces; none if the system does not say. */
    public static Stream<InetAddress> all() {
        try {
            return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses);
        } catch (SocketException e) {
            return Stream.empty();
        }
    }
}
