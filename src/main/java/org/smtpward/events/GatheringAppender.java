package org.smtpward.events;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.EchoEncoder;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes log lines to the standard error on a thread of its own, those of some milliseconds at once: a busy proxy logs
 * thousands of sessions a second, each of which would wake that thread and write. The one who logs, an event loop, never
 * waits: lines that do not fit in the queue are lost. The last quarter of it is for warnings and errors.
 */
public final class GatheringAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int CAPACITY = 8192;
    private static final int FOR_TROUBLE = CAPACITY / 4;

    /** Short for who reads, long for a machine. */
    private static final Duration GATHERING = Duration.ofMillis(20);

    private static final ILoggingEvent END_OF_LOG = new LoggingEvent();

    /** A reader that hangs must not keep the process from ending. */
    private static final Duration END = Duration.ofSeconds(2);

    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread writer =
            Thread.ofPlatform().name("smtpward-log").daemon().unstarted(this::write);
    private Encoder<ILoggingEvent> encoder = new EchoEncoder<>();

    /** How lines look; called by Logback before the start. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        boolean isTrouble = event.getLevel().isGreaterOrEqual(Level.WARN);
        if (isTrouble || queue.remainingCapacity() > FOR_TROUBLE) {
            event.prepareForDeferredProcessing();
            // A line that does not fit is lost.
            boolean unused = queue.offer(event);
        }
    }

    /** Writes what waits, for two seconds at most. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        ending.countDown();
        // Wakes the writer; when there is no room for it, nobody sleeps.
        boolean unused = queue.offer(END_OF_LOG);
        try {
            if (!writer.join(END)) {
                writer.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            boolean isLast = false;
            while (!isLast) {
                var events = new ArrayList<ILoggingEvent>();
                events.add(queue.take());
                // Whoever logs meanwhile has nobody to wake.
                isLast = ending.await(GATHERING.toMillis(), TimeUnit.MILLISECONDS);
                queue.drainTo(events);
                write(events);
            }
        } catch (InterruptedException e) {
            // The reader hangs, and the process ends.
        }
    }

    private void write(List<ILoggingEvent> events) {
        var lines = new ByteArrayOutputStream();
        for (ILoggingEvent event : events) {
            if (event != END_OF_LOG) {
                lines.writeBytes(encoder.encode(event));
            }
        }
        System.err.write(lines.toByteArray(), 0, lines.size());
        System.err.flush();
    }
}
