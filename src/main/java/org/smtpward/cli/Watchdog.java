package org.smtpward.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heartbeat for systemd's watchdog (WatchdogSec=, sd_watchdog_enabled(3)): WATCHDOG=1 at half the interval, but only
 * when every event loop has answered since the one before. So a process that is stopped, or whose event loop hangs, is
 * restarted. On a thread of its own.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    /** Empty: nobody asks for it. */
    private final Optional<Duration> period;

    private final Runnable alive;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("smtpward-watchdog").daemon().factory());
    private boolean isMissing;

    private Watchdog(Optional<Duration> period, Runnable alive) {
        this.period = period;
        this.alive = alive;
    }

    /**
     * As {@code environment} asks the process with the number {@code process}; without such a request it never beats.
     *
     * @param alive tells systemd
     */
    static Watchdog of(Map<String, String> environment, long process, Runnable alive) {
        String interval = environment.getOrDefault("WATCHDOG_USEC", "");
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        boolean isOurs = whose.isEmpty() || whose.equals(Long.toString(process));
        return new Watchdog(
                isOurs && interval.matches("[1-9]\\d{0,14}")
                        ? Optional.of(Duration.of(Long.parseLong(interval), ChronoUnit.MICROS)
                                .dividedBy(2))
                        : Optional.empty(),
                alive);
    }

    /**
     * Beats from now on.
     *
     * @param eventLoops completes when every event loop has answered
     */
    void start(Supplier<CompletableFuture<Void>> eventLoops) {
        period.ifPresent(half ->
                thread.scheduleAtFixedRate(() -> beat(eventLoops, half), 0, half.toNanos(), TimeUnit.NANOSECONDS));
    }

    private void beat(Supplier<CompletableFuture<Void>> eventLoops, Duration half) {
        try {
            eventLoops.get().get(half.toNanos(), TimeUnit.NANOSECONDS);
            alive.run();
            if (isMissing) {
                isMissing = false;
                LOG.info("event=watchdog result=ok");
            }
        } catch (TimeoutException | ExecutionException e) {
            if (!isMissing) {
                isMissing = true;
                LOG.error(
                        "event=watchdog result=missed patience_ms={} hint=\"an event loop does not answer; systemd restarts"
                                + " smtpward after WatchdogSec\"",
                        half.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Thrown on, it would end all beats to come.
            LOG.error("event=bug what=watchdog", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
