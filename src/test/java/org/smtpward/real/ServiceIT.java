package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.demo.StandIn;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.ServiceManager;

/** The program as systemd's service: what it says of itself, how important its lines are, and its heartbeat. */
@RealParts
class ServiceIT {
    /** As systemd.exec(5) has it: device and inode of the standard error. */
    private static final String IN_A_JOURNAL = "export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2); exec \"$@\"";

    @TempDir
    private Path directory;

    private StandIn backend;
    private ServiceManager systemd;

    @BeforeEach
    void start() throws Exception {
        backend = StandIn.start();
        systemd = ServiceManager.listen(directory.resolve("notify"));
    }

    @AfterEach
    void stop() {
        systemd.close();
        backend.close();
    }

    @Test
    void theStatusFollowsTheBackend() throws Exception {
        try (Program program = service(List.of(), "")) {
            Endpoint endpoint = program.endpoint();
            awaitSaid("READY=1 | STATUS=Serving smtp at 127.0.0.1:");
            backend.close();
            try (SmtpClient client = SmtpClient.connect(endpoint)) {
                assertThat(client.reply()).startsWith("421 ");
            }
            awaitSaid("STATUS=Not serving: the backend cannot be reached. Listening: smtp at 127.0.0.1:");
            program.terminate();
            assertThat(program.awaitExit()).isZero();
            awaitSaid("STOPPING=1");
        }
    }

    @Test
    void aFailedStartIsWhatTheStatusSaysAndAnErrorInTheJournal() throws Exception {
        try (Program program = service(
                List.of("sh", "-c", IN_A_JOURNAL, "sh"),
                "tls.certificates = [ { chain = /none.crt, key = /none.key } ]")) {
            assertThat(program.awaitExit()).isEqualTo(78);
            awaitSaid("STATUS=Failed: tls.certificates: cannot read the chain /none.crt as user ");
            assertThat(program.output().lines().filter(line -> line.contains("none.crt")))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).startsWith("<3>smtpward: tls.certificates: "));
        }
    }

    @Test
    void aPortInUseIsWhatTheStatusSays() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program program = service(
                        List.of(),
                        "listeners = [ { name = smtp, address = \"127.0.0.1:%d\", tls = off } ]"
                                .formatted(taken.getLocalPort()))) {
            assertThat(program.awaitExit()).isEqualTo(1);
            awaitSaid("STATUS=Failed: cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void eachLineOfTheJournalHasAPriority() throws Exception {
        try (Program program = service(List.of("sh", "-c", IN_A_JOURNAL, "sh"), "backend.address = \"127.0.0.1:9\"")) {
            program.awaitListening();
            Until.soon(() -> program.output().contains("event=listening"), () -> "a line");
            List<String> ours = program.output()
                    .lines()
                    .filter(line -> line.contains(" org.smtpward"))
                    .toList();
            assertThat(ours)
                    .anySatisfy(line -> assertThat(line).startsWith("<4>").contains("event=relay-probe"))
                    .anySatisfy(line -> assertThat(line).startsWith("<6>").contains("event=listening"))
                    .allSatisfy(line -> assertThat(line).matches("<[3467]>.*"));
        }
    }

    @Test
    void theLogLevelCountsAndABadOneIsTold() throws Exception {
        try (Program program = service(List.of("env", "SMTPWARD_LOG_LEVEL=DEBUG"), "");
                SmtpClient client = SmtpClient.hello(program.endpoint())) {
            assertThat(client.command("NOOP")).startsWith("250 ");
            Until.soon(
                    () -> program.output()
                            .contains(
                                    "DEBUG org.smtpward.listener.Listener - event=connection listener=smtp client=127.0.0.1"),
                    program::output);
        }
        try (Program program = service(List.of("env", "SMTPWARD_LOG_LEVEL=loud"), "")) {
            program.awaitListening();
            assertThat(program.output()).contains("WARN  org.smtpward - event=log-level value=\"loud\"");
        }
    }

    /** systemd kills and restarts a service whose heartbeat ends; one that goes on is told of as alive again. */
    @Test
    void theHeartbeatEndsWithTheProcess() throws Exception {
        try (Program program = service(List.of("env", "WATCHDOG_USEC=400000"), "")) {
            program.awaitListening();
            awaitBeats(3);
            program.process().stop();
            awaitSilence();
            int stopped = beats();
            program.process().resume();
            awaitBeats(stopped + 2);
        }
    }

    /** Five times as long as between two beats. */
    private void awaitSilence() {
        long[] since = {System.nanoTime(), beats()};
        Until.soon(
                () -> {
                    int now = beats();
                    if (now != since[1]) {
                        since[0] = System.nanoTime();
                        since[1] = now;
                    }
                    LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                    return System.nanoTime() - since[0] > Duration.ofSeconds(1).toNanos();
                },
                () -> "silence");
    }

    private void awaitBeats(int count) {
        Until.soon(() -> beats() >= count, () -> count + " beats; " + systemd.said());
    }

    private int beats() {
        return (int) systemd.said().stream().filter("WATCHDOG=1 | "::equals).count();
    }

    private void awaitSaid(String text) {
        Until.soon(
                () -> systemd.said().stream().anyMatch(said -> said.startsWith(text)),
                () -> text + "; systemd heard " + systemd.said());
    }

    private Program service(List<String> prefix, String change) throws Exception {
        var command = new ArrayList<>(List.of("env", "NOTIFY_SOCKET=" + directory.resolve("notify")));
        command.addAll(prefix);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), backend.port());
        String text = change.isEmpty() ? ProxyText.before(address) : ProxyText.before(address, change);
        return Program.startBy(command, "run", "--config", Program.file(directory, text));
    }
}
