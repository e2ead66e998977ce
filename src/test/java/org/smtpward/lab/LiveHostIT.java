package org.smtpward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The live machine is one that a mail server's administrator would know, and leaves nothing behind. */
@RealParts
class LiveHostIT {
    private static LiveHost host;

    @BeforeAll
    static void boot() {
        host = LiveHost.boot();
    }

    @AfterAll
    static void end() {
        host.close();
    }

    @Test
    void systemdIsProcessOneAndSendmailItsService() {
        assertThat(host.read("/proc/1/comm")).isEqualTo("systemd\n");
        assertThat(host.run("systemctl", "is-active", "sendmail", "cron", "rsyslog"))
                .isEqualTo("active\nactive\nactive\n");
        assertThat(host.run("systemctl", "--failed", "--no-legend", "--plain")).isEmpty();
        assertThat(host.run("ss", "-ltnH").lines().map(line -> line.split(" +")[3]))
                .containsExactlyInAnyOrder("*:25", "*:587");
    }

    @Test
    void aServiceIsJailedAndItsFailureIsSeen() {
        NetworkHost.Output jailed = host.shell(
                "systemd-run --collect --pipe --wait --quiet -p ProtectSystem=strict -p PrivateTmp=yes "
                        + "-p DynamicUser=yes -p SystemCallFilter=@system-service sh -c 'touch /usr/no /tmp/yes; ls /tmp; exit 78'");
        assertThat(jailed.exitCode()).isEqualTo(78);
        assertThat(jailed.text()).contains("Read-only file system").endsWith("yes\n");
    }

    /** Other machines of the same kernel have cgroups of the same names. */
    @Test
    void twoMachinesDoNotMeet() {
        try (LiveHost other = LiveHost.boot()) {
            other.run("systemctl", "stop", "cron");
            assertThat(host.run("systemctl", "is-active", "cron")).isEqualTo("active\n");
            other.write("/etc/motd", "of the other");
            assertThat(host.read("/etc/motd")).isNotEqualTo("of the other");
        }
    }

    @Test
    void nothingIsLeftOfAMachine() throws Exception {
        LiveHost doomed = LiveHost.boot();
        Process inside = new ProcessBuilder(doomed.command(List.of("sh", "-c", "echo inside; exec sleep 600"))).start();
        assertThat(inside.inputReader().readLine()).isEqualTo("inside");
        doomed.close();
        assertThat(inside.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(doomed.resolve("/etc")).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain("smtpward/lab/live");
    }
}
