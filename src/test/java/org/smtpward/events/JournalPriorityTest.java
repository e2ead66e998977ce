package org.smtpward.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Priorities of lines, and where there are any. */
class JournalPriorityTest {
    @TempDir
    private Path directory;

    @Test
    void onlyTheJournalGetsThem() throws Exception {
        Path file = Files.createFile(directory.resolve("journal"));
        Path other = Files.createFile(directory.resolve("other"));
        String stream = Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
        assertThat(JournalPriority.isWanted(stream, file)).isTrue();
        assertThat(JournalPriority.isWanted(stream, other)).isFalse();
        assertThat(JournalPriority.isWanted("", file)).isFalse();
        assertThat(JournalPriority.isWanted(stream, directory.resolve("none"))).isFalse();
    }

    @Test
    void eachLineHasOne() {
        var out = new ByteArrayOutputStream();
        JournalPriority.ERROR.writer(out).printf("one%ntwo%n");
        assertThat(out.toString(UTF_8)).isEqualTo("<3>one\n<3>two\n");
        assertThat(JournalPriority.WARNING.before("one\n\ttwo\n")).isEqualTo("<4>one\n<4>\ttwo\n");
    }

    @ParameterizedTest
    @CsvSource({"ERROR, <3>", "WARN, <4>", "INFO, <6>", "DEBUG, <7>", "TRACE, <7>"})
    void aLevelHasItsPriority(String level, String prefix) {
        assertThat(encoded(true, level)).isEqualTo(prefix + level + " text\n");
        assertThat(encoded(false, level)).isEqualTo(level + " text\n");
    }

    private static String encoded(boolean hasPriorities, String level) {
        var context = new LoggerContext();
        var encoder = new LogEncoder(hasPriorities);
        encoder.setContext(context);
        encoder.setPattern("%level %msg%n");
        encoder.start();
        var event = new LoggingEvent(
                "x", context.getLogger("org.smtpward"), Level.toLevel(level), "text", null, new Object[0]);
        return new String(encoder.encode(event), UTF_8);
    }
}
