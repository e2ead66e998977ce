package org.smtpward.events;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.policy.RuleMatch;
import org.smtpward.session.SessionFacts;

/**
 * Writes one JSON line per match of a rule. Reporting never blocks: one thread of its own writes, events wait for it in a
 * bounded queue, and when that is full, because an attacker makes events faster than a pipe takes them, an event is
 * dropped and counted. The metrics have every match all the same.
 */
public final class EventLog implements AutoCloseable {
    /** Some seconds of a flood: some MB, or 50 MB when each event in it is as large as an attacker can make it. */
    public static final int DEFAULT_CAPACITY = 8192;

    /** A collector that hangs must not keep the process from ending. */
    private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    private final OutputStream sink;
    private final EcsWriter writer;
    private final InstantSource clock;
    private final Runnable onDropped;
    private final ThreadPoolExecutor thread;
    /** The writer thread's own: one line in the log per outage of the sink, not one per event. */
    private boolean sinkFailed;

    /**
     * A log that writes from now on.
     *
     * @param sink takes whole lines; must tell when a write failed, as {@code System.out} does not. Not closed here
     * @param capacity how many events may wait, see {@link #DEFAULT_CAPACITY}
     * @param onDropped called for every event that is lost, on any thread
     */
    public EventLog(OutputStream sink, int capacity, Observer observer, InstantSource clock, Runnable onDropped) {
        this.sink = sink;
        this.writer = new EcsWriter(observer);
        this.clock = clock;
        this.onDropped = onDropped;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(capacity),
                Thread.ofPlatform().name("smtpward-events").daemon().factory(),
                (event, full) -> onDropped.run());
    }

    /** Reports {@code match}, or drops it; returns at once. */
    public void onRuleMatch(SessionFacts session, RuleMatch match) {
        RuleEvent event = RuleEvent.of(clock.instant(), session, match);
        thread.execute(() -> write(event));
    }

    /** Writes what waits, for a few seconds at most; what comes later is dropped. */
    @Override
    public void close() {
        close(DRAIN_TIME);
    }

    void close(Duration drainTime) {
        thread.shutdown();
        try {
            if (thread.awaitTermination(drainTime.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow().forEach(event -> onDropped.run());
    }

    private void write(RuleEvent event) {
        try {
            // One call per line: lines of other writers to the same pipe do not get into it.
            sink.write(writer.line(event));
            sink.flush();
            sinkFailed = false;
        } catch (IOException e) {
            onDropped.run();
            if (!sinkFailed) {
                sinkFailed = true;
                LOG.warn(
                        "event=event-log result=failed hint=\"events are lost until it can be written\" why=\"{}\"",
                        e.getMessage());
            }
        } catch (RuntimeException e) {
            onDropped.run();
            LOG.error("event=event-log result=failed hint=\"one event is lost\"", e);
        }
    }
}
