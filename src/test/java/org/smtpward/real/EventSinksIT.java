package org.smtpward.real;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.demo.StandIn;
import org.smtpward.lab.RealParts;

/** Where events end: in a real rsyslogd, and on a disk that is full. */
@RealParts
class EventSinksIT {
    private static final String POST = "POST / HTTP/1.1";

    @TempDir
    private Path directory;

    private StandIn backend;

    @BeforeEach
    void start() throws IOException {
        backend = StandIn.start();
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void aReceiverOfRfc5424UnderstandsEveryPart(String transport) throws Exception {
        try (Rsyslog rsyslog = Rsyslog.start(directory)) {
            attack("events { log = syslog, syslog.address = \"%s://%s\" }".formatted(transport, rsyslog.hostPort()));
            String message = only(rsyslog);
            assertThat(message)
                    .startsWith("mail.warning mx.example.com smtpward "
                            + ProcessHandle.current().pid() + " foreign-protocol 1|");
            assertThat(new JsonObject(message.substring(message.indexOf('|') + 1))
                            .getJsonObject("smtpward")
                            .getString("preview"))
                    .isEqualTo(POST);
        }
    }

    @Test
    void theReceiverOfThisMachineUnderstandsEveryPart() throws Exception {
        try (Rsyslog rsyslog = Rsyslog.start(directory)) {
            attack(
                    "events { log = syslog, format = text, syslog { address = \"unix:%s\", facility = local3, app-name = ward } }"
                            .formatted(rsyslog.socket()));
            assertThat(only(rsyslog))
                    .startsWith("local3.warning ")
                    .containsPattern(" ward " + ProcessHandle.current().pid() + " - 0\\| ?2")
                    .contains("Z blocked rule=foreign-protocol ")
                    .endsWith("preview=\"" + POST + '"');
        }
    }

    /** The file system takes no more in the middle of it all; sessions go on, and so do events once there is room. */
    @Test
    void aFullDiskLosesEventsButNoSession() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
        try (Program program = Program.start(
                "run", "--config", config("events { log = file, file.path = \"%s/events.json\" }".formatted(disk)))) {
            Endpoint endpoint = program.endpoint();
            Path hog = Files.write(disk.resolve("hog"), new byte[48 * 1024]);
            do {
                hit(endpoint);
            } while (!program.output().contains("event=event-log result=lost"));
            assertThat(program.output()).contains("No space left on device");
            assertThat(Files.readString(disk.resolve("events.json"), US_ASCII))
                    .as("no half line")
                    .endsWith("}\n");
            try (SmtpClient honest = SmtpClient.hello(endpoint)) {
                assertThat(honest.command("MAIL FROM:<alice@client.example>")).startsWith("250 ");
            }
            Files.delete(hog);
            long before = Files.size(disk.resolve("events.json"));
            hit(endpoint);
            Until.soon(() -> size(disk.resolve("events.json")) > before, () -> "an event after there was room again");
            assertThat(Files.readString(disk.resolve("events.json"), US_ASCII).lines())
                    .allSatisfy(line -> assertThat(new JsonObject(line).getString("@timestamp"))
                            .isNotEmpty());
            program.terminate();
            assertThat(program.awaitExit()).isZero();
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsAnErrorOfTheConfiguration() throws Exception {
        Path file = directory.resolve("none").resolve("events.json");
        Tool.Output output =
                Program.run("run", "--config", config("events { log = file, file.path = \"%s\" }".formatted(file)));
        assertThat(output.exitCode()).as(output.text()).isEqualTo(78);
        assertThat(output.text())
                .contains("events cannot be written: " + file + ": no such directory")
                .doesNotContain("\tat ");
    }

    private void attack(String events) throws Exception {
        try (RunningProxy proxy = RunningProxy.start(text(events))) {
            hit(proxy.endpoint());
        }
    }

    private static void hit(Endpoint endpoint) throws IOException {
        try (SmtpClient client = SmtpClient.hello(endpoint)) {
            assertThat(client.command(POST)).startsWith("421 4.7.0 ");
        }
    }

    private static String only(Rsyslog rsyslog) {
        Until.soon(() -> !rsyslog.received().isEmpty(), () -> "a message at rsyslogd");
        List<String> received = rsyslog.received();
        assertThat(received).hasSize(1);
        return received.getFirst();
    }

    private String config(String... changes) throws IOException {
        return Program.file(directory, text(changes));
    }

    private String text(String... changes) {
        return ProxyText.before(new InetSocketAddress("127.0.0.1", backend.port()), changes)
                + "smtpward.proxy.hostname = mx.example.com\n";
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void run(String... command) throws IOException {
        Tool.Output output = Tool.run(List.of(command));
        assertThat(output.exitCode()).as(output.text()).isZero();
    }
}
