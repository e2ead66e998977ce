package org.smtpward.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIf;

/** Fuzzes each target for some seconds in CI, or for as long as SMTPWARD_FUZZ says. What is found there fails the build. */
@EnabledIf(value = "isAskedFor", disabledReason = "skipped: fuzzes with SMTPWARD_FUZZ=10m, and in CI")
class FuzzIT {
    private static final Duration IN_CI = Duration.ofSeconds(3);

    /** A fuzzer keeps one processor busy. */
    private static final int AT_A_TIME = Math.min(2, Runtime.getRuntime().availableProcessors());

    private static ExecutorService fuzzers;

    static boolean isAskedFor() {
        return duration().isPresent();
    }

    private static Optional<Duration> duration() {
        String asked = System.getenv("SMTPWARD_FUZZ");
        if (asked != null) {
            return Optional.of(Duration.parse("PT" + asked.toUpperCase(Locale.ROOT)));
        }
        return "on".equals(System.getenv("SMTPWARD_REAL_PARTS")) ? Optional.of(IN_CI) : Optional.empty();
    }

    @BeforeAll
    static void start() {
        fuzzers = Executors.newFixedThreadPool(AT_A_TIME);
    }

    @AfterAll
    static void stop() {
        fuzzers.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> nothingIsFound(TestReporter reporter) throws IOException {
        long seconds = duration().orElseThrow().toSeconds();
        List<Target> targets = Target.all();
        assertThat(targets).as("fuzz targets").isNotEmpty();
        List<Run> runs = targets.stream()
                .map(target -> new Run(target, CompletableFuture.supplyAsync(() -> target.fuzz(seconds), fuzzers)))
                .toList();
        return runs.stream()
                .map(run -> DynamicTest.dynamicTest(run.target().name(), () -> run.assertNothingFound(reporter)));
    }

    private record Run(Target target, CompletableFuture<Target.Outcome> outcome) {
        void assertNothingFound(TestReporter reporter) {
            Target.Outcome done = outcome.join();
            reporter.publishEntry(target.name(), done.figures());
            assertThat(done.found())
                    .as(
                            "%s found something. The input is in the file that is named below, or, where that is lost, in its"
                                    + " line Base64; mvn test -Dtest=%s plays it again.%n%s",
                            target.className(), target.name(), done.finding())
                    .isFalse();
        }
    }
}
