package org.smtpward;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.config.Configuration;
import org.smtpward.config.HostPort;
import org.smtpward.config.ListenerOptions;
import org.smtpward.config.SourceMode;
import org.smtpward.listener.ListenAddress;
import org.smtpward.listener.ListeningSockets;
import org.smtpward.network.TransparentSockets;
import org.smtpward.tls.Certificates;

/** Requirements of a configuration on this machine: event loops, descriptors, and sockets with addresses that are not its own. */
record Machine(Configuration configuration) {
    /** With {@code source.mode = transparent}. */
    static final String NO_IPV6 =
            "backend.ipv6-address is empty: with source.mode = transparent clients with IPv6 are not served";

    private static final Logger LOG = LoggerFactory.getLogger(Machine.class);

    /** Listening sockets as the configuration needs them. */
    ListeningSockets newSockets() {
        return ListeningSockets.of(hasTproxy());
    }

    Vertx newVertx(ListeningSockets sockets) {
        return sockets.newVertx(new VertxOptions().setEventLoopPoolSize(eventLoops()));
    }

    int eventLoops() {
        int configured = configuration.proxy().eventLoops();
        return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
    }

    /** Tells where the address that is listened at is another than {@code configured} says, and what a name left out. */
    void tellAddress(String who, HostPort configured, ListenAddress address) throws UnknownHostException {
        List<String> others = ListenAddress.addresses(configured).stream()
                .filter(other -> !other.equals(address.address()))
                .map(NetUtil::toAddressString)
                .toList();
        if (others.isEmpty()) {
            return;
        }
        LOG.info(
                "event=listen-address for=\"{}\" configured={} address={} others={} hint=\"{}\"",
                who,
                configured,
                address.hostPort(),
                String.join(",", others),
                configured.literal().isPresent()
                        ? "the kernel has no IPv6: clients with IPv4 alone are served"
                        : "the name has several addresses, and one is listened at; a listener for each, or [::] for all");
    }

    /** Warns where the service manager's socket takes others than the listener would; its address counts. */
    void tellInherited(ListenerOptions options, ListenAddress socket) {
        options.address()
                .literal()
                .map(own -> new ListenAddress(own, options.address().port(), options.ipv6Only()).families())
                .filter(own -> own != socket.families())
                .ifPresent(own -> LOG.warn(
                        "event=inherited-socket listener={} address={} families={} configured={} hint=\"the socket of the"
                                + " service manager counts; in its unit ListenStream={} and BindIPv6Only=both take both families\"",
                        options.name(),
                        socket.hostPort(),
                        socket.families().label(),
                        own.label(),
                        options.address().port()));
    }

    /** Tells what works here, but not as well as elsewhere. */
    void tellShortcomings(boolean nativeTransport) {
        if (!nativeTransport) {
            LOG.warn("event=fallback what=transport hint=\"no epoll: NIO is slower\"");
        }
        if (!Certificates.usesOpenSsl()) {
            LOG.warn("event=fallback what=tls hint=\"no BoringSSL: the JDK's TLS is slower\"");
        }
        tooFewDescriptors()
                .ifPresent(limit -> LOG.warn(
                        "event=few-descriptors limit={} hint=\"twice limits.connections: raise LimitNOFILE or ulimit -n, "
                                + "or lower limits.connections\"",
                        limit));
    }

    /** How many descriptors this process may have, if that is too few for {@code limits.connections}: two for each. */
    private OptionalLong tooFewDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? tooFew(system.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    OptionalLong tooFew(long descriptors) {
        return descriptors < 2L * configuration.limits().admission().connections()
                ? OptionalLong.of(descriptors)
                : OptionalLong.empty();
    }

    /** Why every connection would fail, one by one; empty if they will not. */
    Optional<String> trouble() {
        boolean borrows = configuration.backend().source().mode() == SourceMode.TRANSPARENT;
        if (!borrows && !hasTproxy()) {
            return Optional.empty();
        }
        return TransparentSockets.trouble()
                .map(why -> (borrows ? "backend.source.mode = transparent" : "tproxy") + " does not work: " + why);
    }

    private boolean hasTproxy() {
        return configuration.listeners().stream()
                .anyMatch(listener -> listener.tproxy().isPresent());
    }
}
