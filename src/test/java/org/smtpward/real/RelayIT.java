package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.FreePort;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * A proxy that sendmail takes for localhost makes an open relay of the host: shown, and made impossible by accident. Before
 * anybody is served, smtpward asks sendmail whether it would relay.
 */
@RealParts
class RelayIT {
    /** From where sendmail relays for nobody. */
    private static final String STRANGER = "127.0.0.77";

    private static Sendmail sendmail;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withLogLevel(15));
    }

    @AfterAll
    static void stop() {
        sendmail.close();
    }

    @Test
    void sendmailAloneDoesNotRelayForAStranger() throws Exception {
        Tool.Output alone = Swaks.tryTo(Endpoint.direct(sendmail).from(STRANGER), "someone@foreign.test");
        assertThat(alone.text()).contains("<** 550 5.7.1 <someone@foreign.test>... Relaying denied");
        assertThat(spool(sendmail)).isEmpty();
    }

    /** The system chooses 127.0.0.1 for a backend there. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "any"})
    void takenForLocalhostItIsAnOpenRelay(String source) throws Exception {
        try (Sendmail victim = Sendmail.start();
                RunningProxy proxy = RunningProxy.before(
                        victim, "backend.source.address = \"" + source + "\"", "backend.source.allow-relay = true")) {
            Tool.Output relayed = Swaks.tryTo(proxy.endpoint(STRANGER), "someone@foreign.test");
            assertThat(relayed.text()).contains("<-  250 2.1.5 <someone@foreign.test>... Recipient ok");
            assertThat(relayed.exitCode()).isZero();
            assertThat(victim.queue()).hasSize(1).first().asString().contains("<someone@foreign.test>");
        }
    }

    @Test
    void byDefaultAStrangerIsRefusedAsWithoutIt() throws Exception {
        try (RunningProxy proxy = RunningProxy.before(sendmail)) {
            Tool.Output through = Swaks.tryTo(proxy.endpoint(STRANGER), "someone@foreign.test");
            assertThat(through.text())
                    .contains(
                            "<** 550 5.7.1 <someone@foreign.test>... Relaying denied. Proper authentication required.");
            assertThat(spool(sendmail)).isEmpty();
        }
    }

    @Test
    void itRefusesToStartAndSaysWhatToDo() throws Exception {
        Tool.Output run = Program.run("run", "--config", asLocalhost(sendmail.address()));
        assertThat(run.exitCode()).as(run.text()).isEqualTo(78);
        assertThat(run.text())
                .contains("would relay for everybody")
                .contains("connected from 127.0.0.1")
                .contains("250 2.1.5 <smtpward-relay-probe@relay-probe.example>... Recipient ok")
                .contains("backend.source.address")
                .contains("class R")
                .contains("backend.source.allow-relay = true")
                .doesNotContain("event=listening")
                .doesNotContain("\tat ");
    }

    /** Nobody who is served notices. */
    @Test
    void aReloadThatWouldMakeItOneIsRefused() throws Exception {
        try (Program program = Program.start("run", "--config", Program.file(directory, ProxyText.before(sendmail)));
                SmtpClient before = SmtpClient.hello(program.endpoint())) {
            asLocalhost(sendmail.address());
            program.process().hangUp();
            Until.soon(() -> program.output().contains("event=reload result=refused"), program::output);
            assertThat(program.output()).contains("would relay for everybody", "connected from 127.0.0.1");
            assertThat(before.command("RCPT TO:<x@foreign.test>")).startsWith("503 ");
            Tool.Output after = Swaks.tryTo(program.endpoint(), "someone@foreign.test");
            assertThat(after.text()).contains("<** 550 5.7.1 <someone@foreign.test>... Relaying denied");
        }
    }

    @Test
    void checkSaysTheSame() throws Exception {
        Tool.Output check = Program.run("check", "--config", asLocalhost(sendmail.address()));
        assertThat(check.exitCode()).as(check.text()).isEqualTo(78);
        assertThat(check.text())
                .containsPattern("error +backend +the backend 127\\.0\\.0\\.1:\\d+ would relay for everybody")
                .contains("backend.source.address")
                .contains("class R")
                .contains("backend.source.allow-relay");
    }

    @Test
    void checkIsContentWithTheDefault() throws Exception {
        Tool.Output check = Program.run("check", "--config", Program.file(directory, ProxyText.before(sendmail)));
        assertThat(check.exitCode()).as(check.text()).isZero();
        assertThat(check.text()).containsPattern("ok +backend ").contains("550 5.7.1");
    }

    @Test
    void checkMissesABackendThatIsAway() throws Exception {
        Tool.Output check = Program.run("check", "--config", Program.file(directory, ProxyText.before(nobody())));
        assertThat(check.exitCode()).as(check.text()).isEqualTo(69);
        assertThat(check.text()).containsPattern("error +backend +127\\.0\\.0\\.1:\\d+ cannot be reached");
    }

    /** A mail system boots in any order. The question is asked when sendmail is there, and before anybody is served. */
    @Test
    void aBackendThatComesLaterIsAskedThen() throws Exception {
        InetSocketAddress later = nobody();
        try (RunningProxy good = RunningProxy.start(ProxyText.before(later));
                RunningProxy bad =
                        RunningProxy.start(ProxyText.before(later, "backend.source.address = \"127.0.0.1\""))) {
            assertThat(greeting(good)).matches("421 4\\.3\\.2 \\S+ Service not available, try again later\r\n");
            assertThat(greeting(bad)).startsWith("421 4.3.2 ");
            try (Sendmail born = Sendmail.start(Sendmail.Options.defaults()
                    .withLogLevel(15)
                    .withConfig(
                            "O DaemonPortOptions=Name=Later, Family=inet, Addr=127.0.0.1, Port=" + later.getPort()))) {
                Until.soon(() -> greeting(good).startsWith("220 "), () -> "being served; log " + born.log());
                born.awaitLog(line -> line.contains("Recipient ok") && line.contains("relay-probe"), Until.SOON);
                born.awaitNoSession(Until.SOON);
                assertThat(greeting(bad)).startsWith("421 4.3.2 ");
                assertThat(born.log()).noneMatch(line -> line.contains("queued@"));
            }
        }
    }

    @AfterEach
    void theProbeLeavesNothing() throws IOException {
        sendmail.awaitNoSession(Until.SOON);
        assertThat(sendmail.messages()).isEmpty();
        assertThat(spool(sendmail)).isEmpty();
    }

    private String asLocalhost(InetSocketAddress backend) throws IOException {
        return Program.file(directory, ProxyText.before(backend, "backend.source.address = \"127.0.0.1\""));
    }

    private static String greeting(RunningProxy proxy) {
        try (SmtpClient client = SmtpClient.connect(proxy.endpoint(STRANGER))) {
            return client.reply();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Every file of the queue, also one that only has data. */
    private static List<String> spool(Sendmail sendmail) throws IOException {
        try (Stream<Path> files = Files.list(LabProcess.root(sendmail).resolve("var/spool/mqueue"))) {
            return files.map(Path::toString).toList();
        }
    }

    private static InetSocketAddress nobody() throws IOException {
        return new InetSocketAddress("127.0.0.1", FreePort.choose());
    }
}
