package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.lab.RealParts;

/** {@code docker/compose.yaml} and what it mounts, by the strictest tools there are for them. */
@RealParts
class ComposeIT {
    private static final String SMTPWARD = "172.25.25.25";

    @TempDir
    private Path directory;

    @Test
    void composeUnderstandsIt() throws Exception {
        assertThat(run("docker-compose", "-f", "docker/compose.yaml", "config"))
                .contains("SMTPWARD_BACKEND: sendmail:25")
                .contains("read_only: true")
                .contains("ipv4_address: " + SMTPWARD);
    }

    /** The line that sendmail needs where it asks blacklists or reverse DNS. */
    @Test
    void sendmailsAccessMapNamesSmtpwardsAddress() throws Exception {
        assertThat(Files.readString(Path.of("docker/demo/Dockerfile"))).contains("'Connect:" + SMTPWARD + "\\tOK'");
    }

    @Test
    void prometheusUnderstandsItsConfiguration() throws Exception {
        Files.copy(Path.of("docker/demo/prometheus.yml"), directory.resolve("prometheus.yml"));
        Files.copy(Path.of("monitoring/prometheus/smtpward.rules.yaml"), directory.resolve("smtpward.rules.yaml"));
        assertThat(run(
                        "promtool",
                        "check",
                        "config",
                        directory.resolve("prometheus.yml").toString()))
                .contains("SUCCESS");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
