package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.lab.DeliveredMessage;
import org.smtpward.lab.NetworkHost;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/** The program as an operator has it: commands, exit codes, signals. */
@RealParts
class ProgramIT {
    private static Sendmail sendmail;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withTls());
    }

    @AfterAll
    static void stop() {
        sendmail.close();
    }

    @Test
    void sigtermLetsATransactionEnd() throws Exception {
        try (Program program = Program.start("run", "--config", config());
                SmtpClient busy = SmtpClient.hello(program.endpoint());
                SmtpClient idle = SmtpClient.hello(program.endpoint())) {
            beginData(busy);
            busy.send("Subject: drained\r\n\r\nfirst half\r\n");
            program.terminate();
            assertThat(idle.rest()).startsWith("421 4.3.2 mail.example.test ");
            Until.soon(() -> isRefused(program.endpoint()), () -> "new connections are refused");
            busy.send("second half\r\n.\r\n");
            assertThat(busy.reply()).startsWith("250 2.0.0 ");
            assertThat(busy.rest()).startsWith("421 4.3.2 mail.example.test ");
            assertThat(program.awaitExit()).isZero();
        }
        assertThat(sendmail.messages())
                .extracting(DeliveredMessage::body)
                .containsOnlyOnce("first half\nsecond half\n");
    }

    @Test
    void sigtermLetsATransactionInTlsEnd() throws Exception {
        try (Program program = Program.start("run", "--config", config());
                SmtpClient busy = SmtpClient.secure(program.endpoint(), sendmail.certificate());
                SmtpClient idle = SmtpClient.secure(program.endpoint(), sendmail.certificate())) {
            busy.command("MAIL FROM:<sender@client.test>");
            program.terminate();
            assertThat(idle.rest()).startsWith("421 4.3.2 mail.example.test ");
            busy.command("RCPT TO:<tls@example.test>");
            busy.command("DATA");
            assertThat(busy.command("Subject: drained\r\n\r\nin TLS\r\n.")).startsWith("250 2.0.0 ");
            assertThat(busy.rest()).startsWith("421 4.3.2 mail.example.test ");
            assertThat(program.awaitExit()).isZero();
        }
        assertThat(sendmail.messages()).extracting(DeliveredMessage::body).containsOnlyOnce("in TLS\n");
    }

    /** Nobody far away is to hear of the mail server's name. */
    @Test
    void withoutAResolvConfNobodyFarAwayIsAsked() throws Exception {
        List<String> without = List.of(
                "unshare", "--mount", "sh", "-c", "mount --bind /dev/null /etc/resolv.conf && exec \"$@\"", "sh");
        try (NetworkHost host = NetworkHost.create()) {
            Tool.Output output = Program.runIn(host, without, "check", "--config", config());
            assertThat(output.text())
                    .contains("Default DNS servers: [/127.0.0.1:53]")
                    .doesNotContain("Google");
        }
    }

    /** Whoever does not come to an end in time keeps his mail. */
    @Test
    void theDrainHasAnEnd() throws Exception {
        try (Program program = Program.start("run", "--config", config("limits.drain = 500ms"));
                SmtpClient slow = SmtpClient.hello(program.endpoint())) {
            beginData(slow);
            slow.send("Subject: too late\r\n\r\ntext\r\n");
            program.terminate();
            assertThat(slow.rest()).startsWith("451 4.3.0 mail.example.test ");
            assertThat(program.awaitExit()).isZero();
        }
        sendmail.awaitNoSession(Until.SOON);
        assertThat(sendmail.messages()).extracting(DeliveredMessage::text).noneMatch(text -> text.contains("too late"));
    }

    @Test
    void anUnknownKeyIsNamedWithItsPlace() throws Exception {
        String file = config("limits.bad-comands = 3");
        int line = Files.readAllLines(Path.of(file)).indexOf("smtpward.limits.bad-comands = 3") + 1;
        for (String command : new String[] {"run", "check"}) {
            Tool.Output output = Program.run(command, "--config", file);
            assertThat(output.exitCode()).as(output.text()).isEqualTo(78);
            assertThat(output.text())
                    .contains(file + ":" + line)
                    .contains("limits.bad-comands")
                    .contains("bad-commands")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aMissingFileIsAConfigurationError() throws Exception {
        Tool.Output output =
                Program.run("run", "--config", directory.resolve("none.conf").toString());
        assertThat(output.exitCode()).as(output.text()).isEqualTo(78);
        assertThat(output.text()).contains("none.conf").contains("no such file").doesNotContain("\tat ");
    }

    @Test
    void anUnknownCommandIsAUsageError() throws Exception {
        Tool.Output output = Program.run("rnu");
        assertThat(output.exitCode()).as(output.text()).isEqualTo(2);
        assertThat(output.text()).contains("rnu").contains("run").doesNotContain("\tat ");
    }

    /** Two programs on one port: not the configuration's fault, another try may help. */
    @Test
    void aPortInUseIsARuntimeError() throws Exception {
        try (RunningProxy first = RunningProxy.before(sendmail)) {
            String address = "\"%s\"".formatted(first.endpoint().hostPort());
            Tool.Output output = Program.run(
                    "run", "--config", config("listeners = [ { name = smtp, address = " + address + ", tls = off } ]"));
            assertThat(output.exitCode()).as(output.text()).isEqualTo(1);
            assertThat(output.text())
                    .contains("cannot listen on " + first.endpoint().hostPort())
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void printConfigPrintsAConfigurationThatSaysTheSame() throws Exception {
        String text = ProxyText.before(sendmail, "limits.bad-commands = 7", "policy.rules.alpn.mode = off");
        Tool.Output printed = Program.run("print-config", "--config", Program.file(directory, text));
        assertThat(printed.exitCode()).as(printed.text()).isZero();
        assertThat(RunningProxy.configuration(printed.text())).isEqualTo(RunningProxy.configuration(text));
    }

    @Test
    void theLauncherRunsTheProgram() throws Exception {
        try (Program version = Program.startLauncher("version")) {
            assertThat(version.awaitExit()).as(version.output()).isZero();
            assertThat(version.output())
                    .containsPattern("(?m)^smtpward [0-9]")
                    .contains("Java ")
                    .contains("BoringSSL");
        }
        try (Program none = Program.startLauncher("run", "--config", "/nonexistent")) {
            assertThat(none.awaitExit()).as(none.output()).isEqualTo(78);
        }
    }

    /** It ends in exec: what is sent to its process reaches the program, and the exit code is the program's. */
    @Test
    void theLauncherBecomesTheProgram() throws Exception {
        try (Program program = Program.startLauncher("run", "--config", config())) {
            try (SmtpClient client = SmtpClient.hello(program.endpoint())) {
                assertThat(program.executable()).endsWith("/bin/java");
                program.terminate();
                assertThat(client.rest()).startsWith("421 4.3.2 ");
            }
            assertThat(program.awaitExit()).isZero();
        }
    }

    private String config(String... changes) throws IOException {
        return Program.file(directory, ProxyText.before(sendmail, changes));
    }

    private static void beginData(SmtpClient client) throws IOException {
        client.command("MAIL FROM:<sender@client.test>");
        client.command("RCPT TO:<bob@example.test>");
        assertThat(client.command("DATA")).startsWith("354 ");
    }

    private static boolean isRefused(Endpoint server) {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
