package org.smtpward.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files below a root directory, sockets of /proc, files that are written. */
class HostFilesTest {
    @TempDir
    private Path directory;

    /** Another machine's links point into its own root, also those that are absolute or climb. */
    @Test
    void linksStayWithinTheRoot() throws Exception {
        HostTree tree = new HostTree(directory.resolve("root"))
                .file("/etc/mail/sendmail.cf", "inside")
                .link("/etc/sendmail.cf", "/etc/mail/sendmail.cf")
                .link("/etc/up", "../../../../etc/mail");
        Files.writeString(directory.resolve("secret"), "outside");
        tree.link("/etc/out", "../../secret");
        var files = new HostFiles(tree.root());
        assertThat(files.text("/etc/sendmail.cf")).contains("inside");
        assertThat(files.text("/etc/up/sendmail.cf")).contains("inside");
        assertThat(files.text("/etc/out")).isEmpty();
        assertThat(files.troubles()).isEmpty();
    }

    @Test
    void aLoopOfLinksIsATrouble() throws Exception {
        HostTree tree = new HostTree(directory).link("/a", "/b").link("/b", "/a");
        var files = new HostFiles(tree.root());
        assertThat(files.text("/a")).isEmpty();
        assertThat(files.troubles()).containsExactly("/a: too many levels of symbolic links");
    }

    @Test
    void socketsHaveTheirAddressFamilyAndProgram() {
        HostTree tree = new HostTree(directory)
                .listening("sendmail", "0100007F:0019", "00000000:1F90")
                .listening6("", "B80D0120000000000000000001000000:0019", "00000000000000000000000001000000:024B");
        assertThat(ListeningSocket.read(new HostFiles(tree.root()), Set.of(25, 587)))
                .containsExactly(
                        new ListeningSocket(25, false, "127.0.0.1", "sendmail"),
                        new ListeningSocket(25, true, "2001:db8:0:0:0:0:0:1", ""),
                        new ListeningSocket(587, true, "::1", ""));
    }

    /** Connections are no listeners, and what the kernel never wrote is passed over. */
    @Test
    void onlyListenersCount() {
        HostTree tree = new HostTree(directory)
                .file(
                        "/proc/net/tcp",
                        "   0: 0100007F:0019 0100007F:8000 01 0:0 00:0 0 0 0 7 1\n   1: zz:0019 0 0A 0 0 0 0 0 7\n\0\n");
        assertThat(ListeningSocket.read(new HostFiles(tree.root()), Set.of(25))).isEmpty();
    }

    @Test
    void nothingIsOverwrittenAndThenNothingIsWritten() throws Exception {
        Path target = directory.resolve("new/plan");
        assertThat(PlanFiles.write(target, Map.of("plan.txt", "one\n"))).containsExactly(target.resolve("plan.txt"));
        Assertions.assertThatThrownBy(() -> PlanFiles.write(target, Map.of("other.txt", "two\n", "plan.txt", "two\n")))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(target.resolve("plan.txt").toString());
        assertThat(target.resolve("plan.txt")).hasContent("one\n");
        assertThat(target.resolve("other.txt")).doesNotExist();
    }

    @Test
    void aProgramThatIsNotThereSaysNothing() {
        assertThat(new LocalPrograms().output(java.util.List.of("/nonexistent/sendmail", "-d0.1")))
                .isEmpty();
        assertThat(new LocalPrograms().output(java.util.List.of("/bin/echo", "Version 8.15.2")))
                .contains("Version 8.15.2\n");
    }
}
