package org.smtpward.cli;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The status line of a running proxy in {@code systemctl status}: what it serves, or why it takes no mail. Compared once a
 * second and told when it has changed. On a thread of its own; {@link #toTell} is thread safe.
 */
final class ServiceStatus implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final String places;
    private final Supplier<List<String>> problems;
    private final Consumer<String> tell;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("smtpward-status").daemon().factory());
    private volatile List<String> refused = List.of();
    private volatile @Nullable String told;

    /**
     * @param places listeners with their addresses, and the backend
     * @param problems why no mail is taken at the moment; empty: it is
     * @param tell gets the text when it has changed
     */
    ServiceStatus(String places, Supplier<List<String>> problems, Consumer<String> tell) {
        this.places = places;
        this.problems = problems;
        this.tell = tell;
    }

    /** Looks from now on. */
    void start() {
        long period = BETWEEN_LOOKS.toMillis();
        thread.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    /** How the last reload went: why it was refused, a line for each problem, or nothing. */
    void onReload(List<String> why) {
        refused = List.copyOf(why);
    }

    /** What is true now, for a caller that tells it by itself. */
    String toTell() {
        String now = text();
        told = now;
        return now;
    }

    /** The reason comes first, as a terminal cuts the line. */
    private String text() {
        List<String> now = problems.get();
        String reload = refused.isEmpty() ? "" : "; the last reload was refused: " + refused.getFirst();
        return (now.isEmpty() ? "Serving " : "Not serving: " + String.join("; ", now) + ". Listening: ")
                + places
                + reload;
    }

    /** Visible for its test. */
    void look() {
        String now = text();
        if (!Objects.equals(now, told)) {
            told = now;
            tell.accept(now);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
