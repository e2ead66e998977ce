package org.smtpward.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;

@Timeout(30)
class EventLogTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicInteger dropped = new AtomicInteger();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void writesALinePerMatchInOrderWithTheTimeOfTheMatch() {
        var log = log(written, 100);
        IntStream.range(0, 50).forEach(i -> report(log, "match " + i));
        log.close();

        String[] lines = written.toString(US_ASCII).split("\n");
        assertThat(lines).hasSize(50);
        for (int i = 0; i < lines.length; i++) {
            JsonObject line = new JsonObject(lines[i]);
            assertThat(line.getJsonObject("event").getString("reason")).isEqualTo("match " + i);
            assertThat(line.getString("@timestamp")).isEqualTo("2026-03-01T12:00:00.000Z");
        }
        assertThat(dropped).hasValue(0);
    }

    /** The thread that reports is an event loop: it must come back although nobody takes the lines. */
    @Test
    void whenTheQueueIsFullEventsAreDroppedAndCounted() throws InterruptedException {
        var stuck = new StuckSink();
        var log = log(stuck, 2);
        report(log, "being written");
        stuck.awaitWriter();
        report(log, "waits");
        report(log, "waits too");
        report(log, "lost");
        report(log, "lost too");
        assertThat(dropped).hasValue(2);

        stuck.release();
        log.close();
        assertThat(stuck.written.toString(US_ASCII))
                .hasLineCount(3)
                .contains("being written", "waits", "waits too")
                .doesNotContain("lost");
        assertThat(dropped).hasValue(2);
    }

    @Test
    void closingWritesWhatWaits() throws InterruptedException {
        var stuck = new StuckSink();
        var log = log(stuck, 100);
        IntStream.range(0, 20).forEach(i -> report(log, "match"));
        stuck.awaitWriter();
        Thread closing = Thread.ofPlatform().start(log::close);
        stuck.release();
        closing.join();
        assertThat(stuck.written.toString(US_ASCII)).hasLineCount(20);
        assertThat(dropped).hasValue(0);
    }

    @Test
    void closingDoesNotWaitForASinkThatHangs() throws InterruptedException {
        var stuck = new StuckSink();
        var log = log(stuck, 100);
        IntStream.range(0, 20).forEach(i -> report(log, "match"));
        stuck.awaitWriter();
        log.close(Duration.ofMillis(10));
        assertThat(dropped).hasValue(19);
        stuck.release();
    }

    @Test
    void whatComesAfterTheEndIsDroppedAndCounted() {
        var log = log(written, 2);
        log.close();
        report(log, "too late");
        assertThat(dropped).hasValue(1);
        assertThat(written.size()).isZero();
    }

    @Test
    void aSinkThatFailsLosesEventsButNotTheLog() {
        var failing = new OutputStream() {
            private int calls;

            @Override
            public void write(int octet) {
                throw new AssertionError("lines are written whole");
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                calls++;
                if (calls <= 2) {
                    throw new IOException("Broken pipe");
                }
                written.write(octets, offset, length);
            }
        };
        try (var warnings = new LoggedLines(LostEvents.class.getName())) {
            var log = log(failing, 100);
            report(log, "lost");
            report(log, "lost too");
            report(log, "written");
            log.close();
            assertThat(warnings.texts())
                    .containsExactly(
                            "event=event-log result=lost events=1 hint=\"told once a minute; smtpward_events_dropped_total has"
                                    + " all\" why=\"java.io.IOException: Broken pipe\"");
        }
        assertThat(dropped).hasValue(2);
        assertThat(written.toString(US_ASCII)).hasLineCount(1).contains("\"reason\":\"written\"");
    }

    private EventLog log(OutputStream out, int capacity) {
        return new EventLog(
                EventSink.to(out),
                new EcsWriter(new Observer("mx.example", "1")),
                capacity,
                new LostEvents(dropped::incrementAndGet, () -> 0));
    }

    private static void report(EventLog log, String reason) {
        log.report(RuleEvent.of(
                NOW, ASession.inTheClear(), new RuleMatch(RuleId.ALPN, Action.BLOCK, Phase.HANDSHAKE, reason, "")));
    }

    /** A pipe that nobody reads, until it is released; writing to a pipe cannot be interrupted either. */
    private static final class StuckSink extends OutputStream {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public void write(int octet) {
            throw new AssertionError("lines are written whole");
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            entered.countDown();
            boolean isReleased = false;
            while (!isReleased) {
                try {
                    released.await();
                    isReleased = true;
                } catch (InterruptedException e) {
                    assertThat(e).isNotNull();
                }
            }
            written.write(octets, offset, length);
        }

        void awaitWriter() throws InterruptedException {
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        }

        void release() {
            released.countDown();
        }
    }
}
