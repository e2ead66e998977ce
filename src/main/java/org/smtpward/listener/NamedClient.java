package org.smtpward.listener;

import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.smtpward.backend.Client;
import org.smtpward.config.Network;

/** Whom a header of the PROXY protocol names, if that can be true. */
final class NamedClient {
    private NamedClient() {}

    /** The header names nobody who could be the client. */
    static final class Implausible extends Exception {
        private static final long serialVersionUID = 1;
        private final String why;

        Implausible(String why) {
            super(why, null, false, false);
            this.why = why;
        }

        /** In plain words, without any octet of the header. */
        String why() {
            return why;
        }
    }

    /** @param proxy the connection itself */
    static Client of(HAProxyMessage header, Client proxy) throws Implausible {
        switch (header.proxiedProtocol()) {
            case TCP4, TCP6 -> {
                InetAddress address = address(header.sourceAddress());
                requirePlausible(address, proxy);
                return new Client(
                        new InetSocketAddress(address, header.sourcePort()),
                        new InetSocketAddress(address(header.destinationAddress()), header.destinationPort()));
            }
            // Whoever it is must not be taken for the proxy itself, which the backend may trust.
            case UNKNOWN, UDP4, UDP6, UNIX_STREAM, UNIX_DGRAM ->
                throw new Implausible("the header names no TCP client");
        }
        throw new IllegalStateException("a protocol without a name");
    }

    /** The backend may trust this machine: nobody else may be taken for a program on it. */
    private static void requirePlausible(InetAddress address, Client proxy) throws Implausible {
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new Implausible("the header names an address that no client can have");
        }
        if (address.isLoopbackAddress() && !proxy.address().getAddress().isLoopbackAddress()) {
            throw new Implausible("the header of a proxy elsewhere names an address of this machine alone");
        }
    }

    private static InetAddress address(String text) throws Implausible {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        if (address == null) {
            throw new Implausible("the header names no address");
        }
        return Network.plain(address);
    }
}
