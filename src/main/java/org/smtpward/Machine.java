package org.smtpward;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.epoll.Epoll;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.config.Configuration;
import org.smtpward.config.SourceMode;
import org.smtpward.listener.ListeningTransport;
import org.smtpward.network.TransparentSockets;
import org.smtpward.tls.Certificates;

/** What a configuration needs of this machine: event loops, descriptors, and sockets with addresses that are not its own. */
record Machine(Configuration configuration) {
    private static final Logger LOG = LoggerFactory.getLogger(Machine.class);

    /** Where there is epoll. */
    Optional<ListeningTransport> newTransport() {
        return Epoll.isAvailable() ? Optional.of(new ListeningTransport(hasTproxy())) : Optional.empty();
    }

    Vertx newVertx(Optional<ListeningTransport> transport) {
        var options = new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(eventLoops());
        return transport.map(ours -> ours.newVertx(options)).orElseGet(() -> Vertx.vertx(options));
    }

    int eventLoops() {
        int configured = configuration.proxy().eventLoops();
        return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
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
