package org.smtpward.backend;

import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Source address of a backend connection; the backend's relay rules depend on it. Equal sources are treated alike. */
public sealed interface Source {
    /** As whom, in words for an operator. */
    String label();

    /** Whether the backend sees {@code client}, or is told it. */
    default boolean shows(InetAddress client) {
        return switch (this) {
            case Ours ours -> ours.address().filter(client::equals).isPresent();
            case Borrowed borrowed -> true;
            case Announced announced -> true;
        };
    }

    /** One of this machine's addresses, or whichever the system chooses. */
    record Ours(Optional<InetAddress> address) implements Source {
        @Override
        public String label() {
            return address.map(NetUtil::toAddressString).orElse("any address");
        }
    }

    /** The client's own address, which is not ours (ip(7), IP_TRANSPARENT). */
    record Borrowed(InetAddress address) implements Source {
        @Override
        public String label() {
            return NetUtil.toAddressString(address) + ", as a client would";
        }
    }

    /**
     * One of this machine's addresses, and a header that tells the client's.
     *
     * @param address of this machine; empty: the system chooses
     * @param destination what the client has connected to
     */
    record Announced(
            Optional<InetAddress> address,
            HAProxyProtocolVersion version,
            InetSocketAddress client,
            InetSocketAddress destination)
            implements Source {
        @Override
        public String label() {
            return "a PROXY protocol header for " + NetUtil.toAddressString(client.getAddress());
        }
    }
}
