package org.smtpward;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.backend.ProbePatience;
import org.smtpward.backend.RelayGuard;
import org.smtpward.backend.RelayProbe;
import org.smtpward.config.Configuration;
import org.smtpward.config.HostPort;
import org.smtpward.config.SourceProbe;

/**
 * Timing of the questions to the backend: whether it is there, relays, and takes mail. They are asked before clients are served,
 * at a reload, after it was away, and regularly. Thread safe; {@link #begin}, {@link #admit} and {@link #settle} block.
 */
final class BackendWatch {
    /** Where its lines have always been. */
    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

    /** How often a backend that was away is tried again. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    /** How often the guard is looked at: its waits begin at 5 s. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Telemetry telemetry;
    private final Supplier<Serving> serving;
    private final RelayGuard guard;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicInteger returns = new AtomicInteger();

    /** @param serving what is in force */
    BackendWatch(Vertx vertx, HostPort backend, Telemetry telemetry, Supplier<Serving> serving) {
        this.vertx = vertx;
        this.telemetry = telemetry;
        this.serving = serving;
        this.guard = new RelayGuard(new RelayProbe(this::anyEventLoop, this::patience)::ask, backend, System::nanoTime);
    }

    RelayGuard guard() {
        return guard;
    }

    /**
     * Asks for the first time. One that is away is asked again later: a mail system boots in any order.
     *
     * @return why the proxy must not start, as the backend would relay for everybody or reject all mail; or empty
     */
    Optional<String> begin() {
        Optional<String> trouble = settle();
        if (guard.isRelaying() || guard.isBouncing()) {
            return trouble;
        }
        check().awaitUninterruptibly();
        trouble.ifPresent(why -> LOG.warn(
                "event=relay-probe result={} hint=\"clients get 421 until it answers\" why=\"{}\"",
                telemetry.isBackendUp() ? "unclear" : "unreachable",
                why.replace('"', '\'')));
        returns.set(telemetry.backendReturns());
        vertx.setPeriodic(LOOK.toMillis(), tick -> look());
        vertx.setPeriodic(TRY_AGAIN.toMillis(), tick -> tryAgain());
        return Optional.empty();
    }

    /** Why {@code next} must not be taken over, a line each; empty if it may. */
    List<String> admit(Serving next) {
        Optional<String> trouble = guard.admit(next.connector(), next.sources().all(), probeOf(next));
        if (trouble.isPresent()) {
            // It may be so by now for those who are served already.
            settle();
        }
        return trouble.stream().flatMap(String::lines).toList();
    }

    private Optional<String> settle() {
        Serving now = serving.get();
        return guard.settle(now.connector(), now.sources().all(), probeOf(now));
    }

    private Optional<String> renew() {
        Serving now = serving.get();
        return guard.renew(now.connector(), now.sources().all(), probeOf(now));
    }

    private static SourceProbe probeOf(Serving serving) {
        return serving.configuration().backend().source().probe();
    }

    private void look() {
        int now = telemetry.backendReturns();
        if (returns.getAndSet(now) != now) {
            guard.onBackendReturned();
        }
        // A backend that does not answer would make them queue.
        if (guard.isDue() && asking.compareAndSet(false, true)) {
            vertx.executeBlocking(this::renew).onComplete(asked -> {
                asking.set(false);
                if (asked.failed()) {
                    LOG.error("event=bug what=relay-probe", asked.cause());
                }
            });
        }
    }

    private void tryAgain() {
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
