package org.smtpward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.tls.Finding;
import org.smtpward.tls.Finding.Severity;
import org.smtpward.tls.Ownership;

class EventsCheckTest {
    @TempDir
    private Path directory;

    @Test
    void aFileThatCanBeMadeIsNotMade() throws Exception {
        Path file = directory.resolve("events.json");
        assertThat(checked("file", "file.path", file)).contains(new Finding(Severity.OK, file + " can be made"));
        assertThat(file).doesNotExist();
        Files.createFile(file);
        assertThat(checked("file", "file.path", file)).contains(new Finding(Severity.OK, file + " can be written"));
    }

    @Test
    void whatRunWouldRefuseIsAnError() throws Exception {
        assertThat(checked("file", "file.path", directory))
                .contains(new Finding(
                        Severity.ERROR, directory + " is no file that can be written" + Ownership.of(directory)));
        Path nowhere = directory.resolve("none").resolve("events.json");
        assertThat(checked("file", "file.path", nowhere))
                .contains(new Finding(
                        Severity.ERROR,
                        nowhere + ": no such directory; mkdir " + nowhere.getParent()
                                + ", or LogsDirectory= in the service unit"));
    }

    /** The receiver may come later. */
    @Test
    void aSocketThatIsNotThereIsAWarning() throws Exception {
        Path socket = directory.resolve("log");
        assertThat(checked("syslog", "syslog.address", Path.of("unix:" + socket)))
                .contains(new Finding(Severity.WARNING, socket + " is not there: events are lost"));
    }

    @Test
    void nothingIsSaidOfWhatNeedsNoLook() throws Exception {
        assertThat(checked("stdout", "file.path", directory)).isEmpty();
        assertThat(checked("none", "file.path", directory)).isEmpty();
    }

    private static Optional<Finding> checked(String log, String key, Path value)
            throws ConfigurationException, IOException {
        String text = "smtpward.events { log = %s, %s = \"%s\" }".formatted(log, key, value);
        return new EventsCheck(FileAccess.OWN, Optional.empty())
                .of(new ConfigurationLoader(Map.of())
                        .loadText(text, "test")
                        .configuration()
                        .events());
    }
}
