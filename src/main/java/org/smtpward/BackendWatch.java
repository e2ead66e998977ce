package org.smtpward;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.backend.ProbePatience;
import org.smtpward.backend.RelayGuard;
import org.smtpward.backend.RelayProbe;
import org.smtpward.config.Configuration;
import org.smtpward.config.HostPort;

/**
 * Asks the backend whether it is there and whether it would relay: before anybody is served, at a reload, and again while it is
 * away. Thread safe; {@link #begin}, {@link #admit} and {@link #settle} block.
 */
final class BackendWatch {
    /** Where its lines have always been. */
    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

    /** How often a backend that was away is asked again. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Telemetry telemetry;
    private final Supplier<Serving> serving;
    private final RelayGuard guard;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile boolean relayingTold;

    /** @param serving what is in force */
    BackendWatch(Vertx vertx, HostPort backend, Telemetry telemetry, Supplier<Serving> serving) {
        this.vertx = vertx;
        this.telemetry = telemetry;
        this.serving = serving;
        this.guard = new RelayGuard(new RelayProbe(this::anyEventLoop, this::patience), backend, System::nanoTime);
    }

    RelayGuard guard() {
        return guard;
    }

    /**
     * Asks for the first time. One that is away is asked again later: a mail system boots in any order.
     *
     * @return why the proxy must not start, as the backend would relay for everybody; or empty
     */
    Optional<String> begin() {
        Optional<String> trouble = settle();
        if (guard.isRelaying()) {
            return trouble;
        }
        trouble.ifPresent(why -> LOG.warn(
                "event=relay-probe result=unreachable hint=\"clients get 421 until it answers\" why=\"{}\"", why));
        check().awaitUninterruptibly();
        vertx.setPeriodic(ASK_AGAIN.toMillis(), tick -> askAgain());
        return Optional.empty();
    }

    /** Why {@code next} must not be taken over, a line each; empty if it may. */
    List<String> admit(Serving next) {
        Optional<String> relays = guard.admit(next.connector(), next.sources().all(), intervalOf(next));
        if (relays.isPresent()) {
            // It may relay by now for those who are served already.
            settle();
        }
        return relays.stream().flatMap(String::lines).toList();
    }

    private Optional<String> settle() {
        Serving now = serving.get();
        return guard.settle(now.connector(), now.sources().all(), intervalOf(now));
    }

    private static Duration intervalOf(Serving serving) {
        return serving.configuration().backend().source().probe().interval();
    }

    private void askAgain() {
        // A backend that does not answer would make them queue.
        if (!guard.isOpen() && asking.compareAndSet(false, true)) {
            vertx.executeBlocking(this::settle).onComplete(asked -> {
                asking.set(false);
                if (guard.isRelaying() && !relayingTold) {
                    relayingTold = true;
                    LOG.error("event=relay-probe result=relays hint=\"clients get 421; run smtpward check\"");
                }
            });
        }
        if (!telemetry.isBackendUp()) {
            check();
        }
    }

    private ProbePatience patience() {
        Configuration now = serving.get().configuration();
        return new ProbePatience(
                now.limits().session().backendConnect(),
                now.backend().source().probe().patience());
    }

    private io.netty.util.concurrent.Future<Void> check() {
        Serving now = serving.get();
        return now.connector()
                .check(
                        anyEventLoop(),
                        now.sources().all().keySet().iterator().next(),
                        now.configuration().limits().session().backendConnect());
    }

    private EventLoop anyEventLoop() {
        return ((VertxInternal) vertx).nettyEventLoopGroup().next();
    }
}
