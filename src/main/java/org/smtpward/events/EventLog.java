package org.smtpward.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.config.EventOptions;

/**
 * Writes one line per match of a rule, and per message if that is wanted. Reporting never blocks: one thread of its own writes, events wait for it in a
 * bounded queue, and when that is full, because an attacker makes events faster than a pipe takes them, an event is
 * dropped and counted. The metrics have every match all the same.
 */
public final class EventLog implements AutoCloseable {
    /** Some seconds of a flood: some MB, or 50 MB when each event in it is as large as an attacker can make it. */
    private static final int CAPACITY = 8192;

    /** A collector that hangs must not keep the process from ending. */
    private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    private final EventSink sink;
    private final EventWriter writer;
    private final LostEvents losses;
    private final ThreadPoolExecutor thread;

    /**
     * A log that writes once it is open; none if nobody wants events.
     *
     * @param stdout where {@code stdout} is; must tell when a write failed, as {@code System.out} does not. Never closed here
     * @param onDropped called for every event that is lost, on any thread
     */
    public static Optional<EventLog> of(
            EventOptions options, Observer observer, OutputStream stdout, Runnable onDropped) {
        EventWriter writer =
                switch (options.format()) {
                    case ECS -> new EcsWriter(observer);
                    case TEXT -> new TextWriter();
                };
        return EventSinks.of(options, observer, stdout)
                .map(sink -> new EventLog(sink, writer, CAPACITY, new LostEvents(onDropped, System::nanoTime)));
    }

    /** @param capacity how many events may wait */
    EventLog(EventSink sink, EventWriter writer, int capacity, LostEvents losses) {
        this.sink = sink;
        this.writer = writer;
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

    /** To be called before the first event: why as things are no event will ever be written, if it is so. */
    public Optional<String> open() {
        try {
            sink.open();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("events cannot be written: " + words(e));
        }
    }

    /** The JDK's message for these is only the path. */
    private static String words(IOException e) {
        return switch (e) {
            case NoSuchFileException none ->
                none.getFile() + ": " + Objects.requireNonNullElse(none.getReason(), "no such directory");
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileSystemException other -> words(other);
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String words(FileSystemException e) {
        return "Read-only file system".equals(e.getReason())
                ? e.getFile() + ": read-only; a service unit lets smtpward write to /var/log/smtpward (LogsDirectory=)"
                        + " and to ReadWritePaths="
                : String.valueOf(e.getMessage());
    }

    /** Reports {@code event}, or drops it; returns at once. */
    public void report(Event event) {
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

    private void write(Event event) {
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
