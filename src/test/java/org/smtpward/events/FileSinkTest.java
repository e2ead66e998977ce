package org.smtpward.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.policy.Action;
import org.smtpward.policy.RuleId;

class FileSinkTest {
    private static final RuleEvent EVENT = AnEvent.of(RuleId.ALPN, Action.BLOCK);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("events.json");
    }

    @Test
    void linesAreAppendedToWhatIsThere() throws IOException {
        Files.writeString(file, "of yesterday\n");
        try (var log = new Log(0, 1)) {
            log.write("one", "two");
        }
        assertThat(file).hasContent("of yesterday\none\ntwo\n");
    }

    @Test
    void othersCannotReadIt() throws IOException {
        try (var log = new Log(0, 1)) {
            log.write("one");
            assertThat(Files.getPosixFilePermissions(file)).isSubsetOf(PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    /** The umask of a service is 0077, which leaves the group of a log collector without. */
    @Test
    void itsGroupCanReadItWhateverTheUmask() throws IOException {
        try (var log = new Log(0, 1)) {
            log.write("one");
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    @Test
    void aFileThatIsThereKeepsItsMode() throws IOException {
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (var log = new Log(0, 1)) {
            log.write("one");
        }
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** A line feed counts: four of these fit. */
    @Test
    void aFullFileIsSetAsideAndTheOldestIsLost() throws IOException {
        try (var log = new Log(8, 2)) {
            log.write("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m");
        }
        assertThat(file).hasContent("m\n");
        assertThat(numbered(1)).hasContent("i\nj\nk\nl\n");
        assertThat(numbered(2)).hasContent("e\nf\ng\nh\n");
        assertThat(numbered(3)).doesNotExist();
    }

    @Test
    void aLineThatIsTooLongForAnyFileGetsItsOwn() throws IOException {
        try (var log = new Log(4, 3)) {
            log.write("a", "longer than all", "b");
        }
        assertThat(file).hasContent("b\n");
        assertThat(numbered(1)).hasContent("longer than all\n");
        assertThat(numbered(2)).hasContent("a\n");
    }

    /** What logrotate does. */
    @Test
    void aFileThatWasRenamedIsBegunAnew() throws IOException {
        try (var log = new Log(0, 1)) {
            log.write("one");
            Files.move(file, numbered(1));
            log.write("two");
            Files.delete(file);
            log.write("three");
            Files.move(file, numbered(2));
            Files.writeString(file, "somebody else's\n");
            log.write("four");
        }
        assertThat(numbered(1)).hasContent("one\n");
        assertThat(numbered(2)).hasContent("three\n");
        assertThat(file).hasContent("somebody else's\nfour\n");
    }

    /** logrotate's copytruncate, and who empties a file by hand. */
    @Test
    void aFileThatWasEmptiedIsFilledFromItsBegin() throws IOException {
        try (var log = new Log(0, 1)) {
            log.write("one");
            Files.writeString(file, "");
            log.write("two");
        }
        assertThat(file).hasContent("two\n");
    }

    @Test
    void whatCannotBeAFileIsRefusedAtTheStart() throws IOException {
        Path none = directory.resolve("none").resolve("events.json");
        assertThatThrownBy(() -> new FileSink(none, 0, 1).open())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageStartingWith(none + ": no such directory: mkdir " + none.getParent());
        assertThatThrownBy(() -> new FileSink(directory, 0, 1).open()).hasMessage(directory + ": not a regular file");
        assertThatThrownBy(() -> new FileSink(Path.of("/dev/null"), 0, 1).open())
                .hasMessage("/dev/null: not a regular file");
    }

    @Test
    void whenTheDirectoryComesBackItGoesOn() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        file = inner.resolve("events.json");
        try (var log = new Log(0, 1)) {
            Files.delete(file);
            Files.delete(inner);
            assertThatThrownBy(() -> log.write("lost")).isInstanceOf(NoSuchFileException.class);
            Files.createDirectory(inner);
            log.write("kept");
        }
        assertThat(file).hasContent("kept\n");
    }

    private Path numbered(int number) {
        return directory.resolve("events.json." + number);
    }

    /** A sink for {@link #file}, open. */
    private final class Log implements AutoCloseable {
        private final FileSink sink;

        Log(long maxOctets, int keep) throws IOException {
            sink = new FileSink(file, maxOctets, keep);
            sink.open();
        }

        void write(String... lines) throws IOException {
            for (String line : lines) {
                sink.write(EVENT, (line + "\n").getBytes(US_ASCII));
            }
        }

        @Override
        public void close() throws IOException {
            sink.close();
        }
    }
}
