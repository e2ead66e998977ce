package org.smtpward;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.ConfigurationSource;
import org.smtpward.events.LoggedLines;

/** When a reload happens, and what is said about it. What it does to a proxy: {@link ProxyReloadTest}. */
class ReloadTest {
    @TempDir
    private Path directory;

    private Path file;
    private ConfigurationSource source;
    private final List<Boolean> outcomes = new ArrayList<>();

    @BeforeEach
    void readOnce() throws Exception {
        file = directory.resolve("smtpward.conf");
        write("smtpward.limits.connections = 1");
        source = new ConfigurationSource(file, new ConfigurationLoader(Map.of()));
        source.read();
    }

    @Test
    void aChangedFileIsTakenOverOnce() throws Exception {
        var taken = new ArrayList<Integer>();
        List<String> lines = logged(
                next -> {
                    taken.add(next.limits().admission().connections());
                    return List.of();
                },
                reload -> {
                    look(reload);
                    write("smtpward.limits.connections = 2");
                    look(reload);
                    look(reload);
                });
        assertThat(taken).containsExactly(2);
        assertThat(outcomes).containsExactly(true);
        assertThat(lines).containsExactly("INFO event=reload result=ok cause=file");
    }

    @Test
    void aBrokenFileIsToldOnceWithEachOfItsProblems() throws Exception {
        List<String> lines = logged(next -> List.of(), reload -> {
            write("smtpward { limits.drain = soon, colour = blue }");
            look(reload);
            look(reload);
        });
        assertThat(outcomes).containsExactly(false);
        assertThat(lines)
                .hasSize(2)
                .allMatch(line -> line.startsWith("ERROR event=reload result=refused cause=file "))
                .anyMatch(line -> line.endsWith("why=\"" + file
                        + ":1: limits.drain: expected a time between 0s and 24h, with its unit, found 'soon'\""))
                .anyMatch(line -> line.contains(file + ":1: colour: unknown key"));
    }

    @Test
    void whatTheProxyDoesNotTakeIsToldOnceToo() throws Exception {
        List<String> lines = logged(next -> List.of("admin: a change needs a restart"), reload -> {
            write("smtpward.admin.address = off");
            look(reload);
            look(reload);
        });
        assertThat(outcomes).containsExactly(false);
        assertThat(lines)
                .containsExactly("ERROR event=reload result=refused cause=file hint=\"nothing has changed\""
                        + " why=\"admin: a change needs a restart\"");
    }

    /** One who asks gets an answer, also when nothing is new. */
    @Test
    void aRequestReadsWhateverIsThere() throws Exception {
        var done = new CompletableFuture<Boolean>();
        try (var reload =
                new Reload(source, () -> {}, next -> List.of(), problems -> done.complete(problems.isEmpty()))) {
            reload.request();
            assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whoWantsToKnowHearsOfItBeforeAndAfter() {
        var heard = new ArrayList<String>();
        Function<Configuration, List<String>> takeOver = next -> {
            heard.add("take over");
            return List.of("no");
        };
        try (var reload =
                new Reload(source, () -> heard.add("begin"), takeOver, problems -> heard.add("end " + problems))) {
            reload.reload("file");
        }
        assertThat(heard).containsExactly("begin", "take over", "end [no]");
    }

    @Test
    void aRequestAfterTheEndIsNothing() {
        var reload = new Reload(source, () -> {}, next -> List.of(), problems -> outcomes.add(problems.isEmpty()));
        reload.close();
        reload.request();
        assertThat(outcomes).isEmpty();
    }

    @Test
    void aBugOfOursIsNoSuccessAndNotTheEnd() throws Exception {
        List<String> lines = logged(
                next -> {
                    throw new IllegalStateException("on purpose");
                },
                reload -> {
                    write("");
                    look(reload);
                    write("smtpward {}");
                    look(reload);
                });
        assertThat(outcomes).containsExactly(false, false);
        assertThat(lines).contains("ERROR event=bug what=reload");
    }

    private List<String> logged(Function<Configuration, List<String>> takeOver, Steps steps) throws Exception {
        try (var lines = new LoggedLines("org.smtpward.Reload");
                var reload = new Reload(source, () -> {}, takeOver, problems -> outcomes.add(problems.isEmpty()))) {
            steps.run(reload);
            List<Level> levels = lines.levels();
            List<String> texts = lines.texts();
            return java.util.stream.IntStream.range(0, texts.size())
                    .mapToObj(i -> levels.get(i) + " " + texts.get(i))
                    .toList();
        }
    }

    private static void look(Reload reload) {
        reload.look();
        reload.look();
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private interface Steps {
        void run(Reload reload) throws Exception;
    }
}
