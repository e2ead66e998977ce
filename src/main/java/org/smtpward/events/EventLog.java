package org.smtpward.events;

import java.io.IOException;
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
 * Writes one line per match of a rule. Reporting never blocks: one thread of its own writes, events wait for it in a
 * bounded queue, and when that is full, because an attacker makes events faster than a pipe takes them, an event is
 * dropped and counted. The metrics have every match all the same.
 */
public final class EventLog implements AutoCloseable {
    /** Some seconds of a flood: some MB, or 50 MB when each event in it is as large as an attacker can make it. */
    public static final int DEFAULT_CAPACITY = 8192;

    /** A collector that hangs must not keep the process from ending. */
    private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    private final EventSink sink;
    private final EventWriter writer;
    private final InstantSource clock;
    private final LostEvents losses;
    private final ThreadPoolExecutor thread;

    /**
     * A log that writes once it is open.
     *
     * @param capacity how many events may wait, see {@link #DEFAULT_CAPACITY}
     * @param onDropped called for every event that is lost, on any thread
     */
    public EventLog(
            EventDestination destination,
            EventFormat format,
            Observer observer,
            int capacity,
            InstantSource clock,
            Runnable onDropped) {
        this(sink(destination), format.writer(observer), capacity, clock, new LostEvents(onDropped, System::nanoTime));
    }

    EventLog(EventSink sink, EventWriter writer, int capacity, InstantSource clock, LostEvents losses) {
        this.sink = sink;
        this.writer = writer;
        this.clock = clock;
        this.losses = losses;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(capacity),
                Thread.ofPlatform().name("smtpward-events").daemon().factory(),
                (event, full) -> losses.lost("they come faster than they can be written"));
    }

    private static EventSink sink(EventDestination destination) {
        return switch (destination) {
            case EventDestination.Stream stream -> EventSink.to(stream.out());
            case EventDestination.File file -> new FileSink(file.path(), file.maxOctets(), file.keep());
            case EventDestination.LocalSyslog local -> new LocalSyslogSink(local.socket(), local.sender());
            case EventDestination.UdpSyslog udp -> new UdpSyslogSink(udp.host(), udp.port(), udp.sender());
            case EventDestination.TcpSyslog tcp -> new TcpSyslogSink(tcp.host(), tcp.port(), tcp.sender());
        };
    }

    /**
     * To be called before the first event.
     *
     * @throws IOException if as things are no event will ever be written
     */
    public void open() throws IOException {
        sink.open();
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
                sink.close();
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("event=event-log result=failed hint=\"the last events may be lost\" why=\"{}\"", e.toString());
            return;
        }
        thread.shutdownNow().forEach(event -> losses.lost("the program ends"));
    }

    private void write(RuleEvent event) {
        try {
            sink.write(event, writer.line(event));
        } catch (IOException e) {
            losses.lost(e.toString());
        } catch (RuntimeException e) {
            losses.lost("a bug of smtpward's");
            LOG.error("event=event-log result=failed hint=\"one event is lost\"", e);
        }
    }
}
