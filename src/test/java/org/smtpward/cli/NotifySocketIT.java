package org.smtpward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.events.LoggedLines;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.ServiceManager;

/** What is told to systemd, by a real datagram socket. */
@RealParts
class NotifySocketIT {
    @TempDir
    private Path directory;

    @Test
    void aLifeIsToldInOrder() throws Exception {
        Path path = directory.resolve("notify");
        try (var systemd = ServiceManager.listen(path);
                NotifySocket socket = at(path.toString())) {
            socket.status("Asking");
            socket.ready("Serving");
            long before = System.nanoTime() / 1000;
            socket.reloading();
            socket.ready("Serving again");
            socket.stopping(Duration.ofSeconds(50), "Stopping");
            systemd.await(5);
            assertThat(systemd.said())
                    .satisfiesExactly(
                            first -> assertThat(first).isEqualTo("STATUS=Asking | "),
                            second -> assertThat(second).isEqualTo("READY=1 | STATUS=Serving | "),
                            third -> assertThat(third)
                                    .matches(
                                            "RELOADING=1 \\| MONOTONIC_USEC=\\d+ \\| STATUS=Reading the configuration \\| ")
                                    .satisfies(text -> assertThat(Long.parseLong(text.split("[=|]")[3].strip()))
                                            .isBetween(before, System.nanoTime() / 1000)),
                            fourth -> assertThat(fourth).isEqualTo("READY=1 | STATUS=Serving again | "),
                            fifth -> assertThat(fifth)
                                    .isEqualTo("STOPPING=1 | EXTEND_TIMEOUT_USEC=50000000 | STATUS=Stopping | "));
        }
    }

    @Test
    void anAbstractNameIsFound() throws Exception {
        String name = "@smtpward-test-" + ProcessHandle.current().pid();
        try (var systemd = ServiceManager.listen(name);
                NotifySocket socket = at(name)) {
            socket.ready("Serving");
            assertThat(systemd.await(1)).isEqualTo("READY=1 | STATUS=Serving | ");
        }
    }

    /** A status has words of the configuration in it. */
    @Test
    void aStatusIsOneLine() throws Exception {
        Path path = directory.resolve("notify");
        try (var systemd = ServiceManager.listen(path);
                NotifySocket socket = at(path.toString())) {
            socket.ready("one\nMAINPID=1\u001b[31m" + "x".repeat(300));
            assertThat(systemd.await(1))
                    .startsWith("READY=1 | STATUS=one MAINPID=1 [31mxxx")
                    .hasSizeLessThan(230);
        }
    }

    @Test
    void whereNobodyListensTheLogSaysSoAndLifeGoesOn() {
        try (var lines = new LoggedLines(NotifySocket.class.getName());
                NotifySocket socket = at(directory.resolve("nobody").toString())) {
            socket.ready("Serving");
            assertThat(lines.texts()).singleElement().asString().contains("event=notify result=failed");
        }
    }

    @Test
    void withoutTheVariableNothingHappens() {
        for (Map<String, String> environment :
                List.of(Map.<String, String>of(), Map.of("NOTIFY_SOCKET", "vsock:2:1234"))) {
            try (NotifySocket socket = NotifySocket.of(environment)) {
                socket.ready("Serving");
            }
        }
    }

    private static NotifySocket at(String name) {
        return NotifySocket.of(Map.of("NOTIFY_SOCKET", name));
    }
}
