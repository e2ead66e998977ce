package org.smtpward;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationSource;
import org.smtpward.config.Problem;

/**
 * Reads the configuration anew when it is told to or its files have changed, has it taken over, and says how that went. On
 * a thread of its own, since it reads files and makes keys.
 */
public final class Reload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    /** A change counts when two looks in a row saw the same: so it takes effect after 2 to 4 s, for some reads of KBs. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final ConfigurationSource source;
    private final Runnable onBegin;
    private final Function<Configuration, List<String>> takeOver;
    private final Consumer<List<String>> onOutcome;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("smtpward-reload").daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());

    /**
     * @param source has been read once
     * @param onBegin hears of each reading before it happens
     * @param takeOver takes a configuration over whole, or tells why nothing of it, a line for each problem
     * @param onOutcome hears after each reading why it is not in force; nothing: it is
     */
    Reload(
            ConfigurationSource source,
            Runnable onBegin,
            Function<Configuration, List<String>> takeOver,
            Consumer<List<String>> onOutcome) {
        this.source = source;
        this.onBegin = onBegin;
        this.takeOver = takeOver;
        this.onOutcome = onOutcome;
    }

    /** Looks at the files from now on. */
    public void start() {
        long period = BETWEEN_LOOKS.toMillis();
        thread.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    /** Somebody wants it now; returns at once. */
    public void request() {
        thread.execute(() -> reload("signal"));
    }

    /** What was refused is known from then on: a mistake is told once, not every two seconds. */
    void look() {
        if (source.hasChanged()) {
            reload("file");
        }
    }

    void reload(String cause) {
        try {
            readAndTell(cause);
        } catch (RuntimeException e) {
            // Thrown on, it would end all looks to come, and nobody would notice.
            LOG.error("event=bug what=reload", e);
        }
    }

    private void readAndTell(String cause) {
        onBegin.run();
        List<String> problems = attempt();
        onOutcome.accept(problems);
        if (problems.isEmpty()) {
            LOG.info("event=reload result=ok cause={}", cause);
        }
        for (String problem : problems) {
            LOG.error(
                    "event=reload result=refused cause={} hint=\"nothing has changed\" why=\"{}\"",
                    cause,
                    problem.replace('"', '\''));
        }
    }

    private List<String> attempt() {
        try {
            return takeOver.apply(source.read());
        } catch (ConfigurationException e) {
            return e.problems().stream().map(Problem::toString).toList();
        } catch (RuntimeException e) {
            LOG.error("event=bug what=reload", e);
            return List.of("internal error");
        }
    }

    /** Ends one that is under way first. */
    @Override
    public void close() {
        thread.close();
    }
}
