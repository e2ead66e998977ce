package org.smtpward.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.ILoggerFactory;

/** What {@code logback.xml} makes of a log line. */
class LogFormatTest {
    private static final String LEVEL = "SMTPWARD_LOG_LEVEL";

    private final PrintStream stdout = System.out;
    private final PrintStream stderr = System.err;

    @AfterEach
    void restore() {
        System.setOut(stdout);
        System.setErr(stderr);
        System.clearProperty(LEVEL);
    }

    @Test
    void oneLineWithTheTimeInUtcToTheStandardError() {
        assertThat(logged(logs -> logs.getLogger("org.smtpward.session").info("closed session={}", 1)))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  org\\.smtpward\\.session - closed"
                        + " session=1\n");
    }

    @Test
    void onlyWarningsAndErrorsBringAStackTrace() {
        var failure = new IllegalStateException("no");
        assertThat(logged(logs -> logs.getLogger("org.smtpward.X").info("peer left", failure)))
                .hasLineCount(1)
                .doesNotContain("IllegalStateException");
        assertThat(logged(logs -> logs.getLogger("org.smtpward.X").error("our bug", failure)))
                .contains("our bug\njava.lang.IllegalStateException: no\n\tat ");
    }

    @Test
    void librariesAreQuietAndStayQuietWhenWeAreNot() {
        System.setProperty(LEVEL, "TRACE");
        assertThat(logged(logs -> {
                    logs.getLogger("io.netty.handler").info("octets");
                    logs.getLogger("io.vertx.core").debug("octets");
                }))
                .isEmpty();
        assertThat(logged(logs -> logs.getLogger("io.netty.handler").warn("trouble")))
                .hasLineCount(1);
    }

    /** A thread that logs may be an event loop: it must come back although nobody takes the lines. */
    @Test
    @Timeout(30)
    void aReaderThatDoesNotReadStopsNobody() throws Exception {
        var released = new CountDownLatch(1);
        var written = new AtomicInteger();
        var troubles = new AtomicInteger();
        var stuck = new OutputStream() {
            @Override
            public void write(int octet) {
                throw new AssertionError("lines are written whole");
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                List<String> lines =
                        new String(octets, offset, length, US_ASCII).lines().toList();
                written.addAndGet(lines.size());
                lines.stream().filter(line -> line.contains(" ERROR ")).forEach(line -> troubles.incrementAndGet());
            }
        };
        System.setErr(new PrintStream(stuck));
        LoggerContext context = configured();
        for (int i = 0; i < 20_000; i++) {
            context.getLogger("org.smtpward.X").info("line {}", i);
        }
        for (int i = 0; i < 100; i++) {
            context.getLogger("org.smtpward.X").error("trouble {}", i);
        }
        released.countDown();
        context.stop();
        // Three quarters of the queue, and what the writer took out of it at once before it was stuck: another queue at
        // most.
        assertThat(written.get()).as("those that waited").isBetween(8192 - 2048, 2 * 8192);
        assertThat(troubles.get()).as("errors behind a flood").isEqualTo(100);
    }

    @Test
    void theLevelCanBeSet() {
        assertThat(logged(logs -> logs.getLogger("org.smtpward.X").debug("detail")))
                .isEmpty();
        System.setProperty(LEVEL, "DEBUG");
        assertThat(logged(logs -> logs.getLogger("org.smtpward.X").debug("detail")))
                .hasLineCount(1);
        System.setProperty(LEVEL, "ERROR");
        assertThat(logged(logs -> logs.getLogger("org.smtpward.X").warn("trouble")))
                .isEmpty();
    }

    /** What comes to the standard error; nothing may come to the standard output. */
    private static String logged(Consumer<ILoggerFactory> logging) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        LoggerContext context = configured();
        logging.accept(context);
        context.stop();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        return err.toString(StandardCharsets.UTF_8);
    }

    private static LoggerContext configured() {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(Objects.requireNonNull(LogFormatTest.class.getResource("/logback.xml")));
        } catch (JoranException e) {
            throw new AssertionError(e);
        }
        return context;
    }
}
