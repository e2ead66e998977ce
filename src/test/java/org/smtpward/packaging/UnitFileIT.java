package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smtpward.lab.RealParts;
import org.smtpward.real.Until;

/** The installed service under a live systemd: each line of the unit and of the socket has the effect that it is there for. */
@RealParts
class UnitFileIT {
    private static final String DROP_IN = "/run/systemd/system/smtpward.service.d/test.conf";

    private static PackagedHost host;

    @BeforeAll
    static void install() {
        host = PackagedHost.install();
    }

    @AfterAll
    static void end() {
        host.close();
    }

    @AfterEach
    void asInstalled() {
        host.configure(PackagedHost.SOUND);
        host.machine()
                .run(
                        "sh",
                        "-ec",
                        "systemctl stop smtpward.socket smtpward; rm -rf /run/systemd/system/smtpward.service.d; systemctl daemon-reload; "
                                + "systemctl reset-failed; systemctl start smtpward");
    }

    @Test
    void eventsGoToTheDefaultFile() {
        host.configure(PackagedHost.SOUND + "smtpward.events { log = file, format = text }\n");
        host.machine().run("systemctl", "restart", "smtpward");
        reply("127.0.0.1", "GET / HTTP/1.1");
        Until.soon(
                () -> host.machine().shell("cat /var/log/smtpward/*").text().contains("blocked rule=foreign-protocol"),
                () -> host.machine().shell("ls -la /var/log/smtpward").text());
        assertThat(host.machine()
                        .shell("stat -c '%U:%G %a' /var/log/smtpward /var/log/smtpward/*")
                        .text())
                .isEqualTo("smtpward:smtpward 750\nsmtpward:smtpward 640\n");
    }

    @Test
    void aReloadIsTheSignalsDoing() {
        host.machine().run("systemctl", "reload", "smtpward");
        Until.soon(() -> host.journal("info").contains("cause=signal"), () -> host.journal("info"));
    }

    /** SIGSTOP is what a hanging process looks like from outside: it is there, and does nothing. */
    @Test
    void aProcessThatHangsIsRestarted() {
        assertThat(host.shown("WatchdogUSec")).isEqualTo("1min");
        dropIn("WatchdogSec=4\nRestartSec=1");
        host.machine().run("systemctl", "restart", "smtpward");
        String process = host.shown("MainPID");
        String first = host.shown("WatchdogTimestampMonotonic");
        Until.soon(() -> !host.shown("WatchdogTimestampMonotonic").equals(first), () -> "no heartbeat");
        host.machine().run("kill", "-STOP", process);
        Until.soon(
                () -> !host.shown("MainPID").equals(process)
                        && host.shown("ActiveState").equals("active"),
                () -> host.machine().tryRun("systemctl", "status", "smtpward").text());
        assertThat(reply("127.0.0.1", "QUIT")).contains("221 ");
    }

    @Test
    void theJournalKnowsWhatIsAnError() {
        host.configure(PackagedHost.BROKEN);
        assertThat(host.machine().tryRun("systemctl", "restart", "smtpward").exitCode())
                .isNotZero();
        assertThat(host.shown("ExecMainStatus")).isEqualTo("78");
        assertThat(host.shown("NRestarts")).isEqualTo("0");
        assertThat(host.journal("err")).contains("no-such-key").doesNotContain("event=listening");
    }

    @Test
    void theSocketServesBothFamilies() {
        host.machine()
                .run("sh", "-ec", "systemctl stop smtpward; systemctl start smtpward.socket; systemctl start smtpward");
        assertThat(reply("127.0.0.1", "QUIT")).startsWith("220 ");
        assertThat(reply("::1", "QUIT")).startsWith("220 ");
        assertThat(host.journal("info")).contains("socket=inherited");
    }

    private static void dropIn(String lines) {
        host.machine().run("mkdir", "-p", "/run/systemd/system/smtpward.service.d");
        host.machine().write(DROP_IN, "[Service]\n" + lines + "\n");
        host.machine().run("systemctl", "daemon-reload");
    }

    /** What port 25 says to a client that waits for the greeting, says {@code line} and waits for the end. */
    private static String reply(String address, String line) {
        return host.machine()
                .network()
                .run(
                        "python3",
                        "-c",
                        "import socket, sys\n"
                                + "c = socket.create_connection((sys.argv[1], 25), 60); f = c.makefile('rwb')\n"
                                + "print(f.readline().decode(), end='')\n"
                                + "f.write(sys.argv[2].encode() + b'\\r\\n'); f.flush()\n"
                                + "print(f.read().decode(), end='')",
                        address,
                        line);
    }
}
