package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.lab.FreePort;
import org.smtpward.lab.RealParts;
import org.smtpward.monitoring.Dashboard;
import org.yaml.snakeyaml.Yaml;

/** A real Prometheus scrapes the running program under traffic: every panel of the dashboard and every record has data. */
@RealParts
class PrometheusIT {
    private static final Path TESTS = Path.of("monitoring/prometheus/smtpward.test.yaml");

    @TempDir
    private Path directory;

    @Test
    void everyPanelAndEveryRecordHasDataAndAStoppedBackendIsNoticed() throws Exception {
        var certificate = ThrowAwayCertificate.create(directory);
        int adminPort = FreePort.choose();
        try (StandIn backend =
                        StandIn.start(StandIn.Options.PLAIN.reply("MAIL FROM:<403@", "403 4.7.0 encryption too weak"));
                RealRedis redis = RealRedis.start(directory);
                Program program = Program.start(
                        "run",
                        "--config",
                        config(backend, certificate, adminPort, "redis://127.0.0.1:" + redis.port()));
                Prometheus prometheus = Prometheus.start(directory, adminPort)) {
            Endpoint endpoint = program.endpoint();
            // A rate needs a count before and one after.
            Until.soon(() -> !prometheus.values("smtpward_build_info").isEmpty(), () -> "the first scrape");
            do {
                traffic(endpoint, certificate.chain());
            } while (prometheus
                    .values("increase(smtpward_messages_total{result=\"accepted\"}[1m]) > 0")
                    .isEmpty());

            for (Dashboard.Target target : Dashboard.read().targets()) {
                String expression = target.expression("1m", "30s");
                Until.soon(
                        () -> !prometheus.values(expression).isEmpty(),
                        () -> target.panel() + " has no data: " + expression);
            }
            for (String happened : List.of(
                    "smtpward_rule_matches_total{rule=\"foreign-protocol\",action=\"block\",phase=\"clear\"}",
                    "smtpward_rule_matches_total{rule=\"unknown-command\",action=\"monitor\",phase=\"tls\"}",
                    "smtpward_rule_matches_total{rule=\"seven-bit\",action=\"rewrite\",phase=\"clear\"}",
                    "smtpward_rule_matches_total{rule=\"pipelining\",action=\"exempt\",phase=\"clear\"}",
                    "smtpward_tls_handshakes_total{side=\"client\",version=\"TLSv1.3\",result=\"ok\"}",
                    "smtpward_replies_rewritten_total{rewriter=\"tls-403\"}",
                    "smtpward_backend_connect_seconds_count",
                    "smtpward_session_seconds_count")) {
                Until.soon(
                        () -> prometheus.values(happened).stream().anyMatch(value -> value > 0),
                        () -> "any " + happened);
            }
            for (String record : records()) {
                Until.soon(() -> !prometheus.values(record).isEmpty(), () -> record + " has no data");
            }
            assertThat(prometheus.values("ALERTS{alertname!=\"SmtpwardCertificateExpiresSoon\"}"))
                    .as("all is well")
                    .isEmpty();

            backend.close();
            SmtpClient.connect(endpoint).close();
            Until.soon(
                    () -> !prometheus
                            .values("ALERTS{alertname=\"SmtpwardBackendDown\"}")
                            .isEmpty(),
                    () -> "the alert of a backend that is away");
        }
    }

    @Test
    void promtoolFindsNothingWrongAndEachAlertFiresInTime() throws IOException {
        promtool("check", "rules", "--lint=all", "--lint-fatal", Prometheus.RULES.toString());
        promtool("test", "rules", TESTS.toString());
    }

    /** promtool's own opinion of names, types and helps. */
    @Test
    void promtoolLikesTheMetrics() throws Exception {
        int adminPort = FreePort.choose();
        try (StandIn backend = StandIn.start();
                Program program = Program.start(
                        "run", "--config", config(backend, ThrowAwayCertificate.create(directory), adminPort, ""))) {
            assertThat(program.awaitListening()).isPositive();
            Until.soon(() -> isUp(adminPort), () -> "the admin address");
            Path scrape = directory.resolve("scrape");
            try (InputStream metrics = URI.create("http://127.0.0.1:%d/metrics".formatted(adminPort))
                    .toURL()
                    .openStream()) {
                Files.copy(metrics, scrape);
            }
            assertThat(scrape).content().contains("smtpward_build_info");
            Tool.Output output = Tool.run(List.of("promtool", "check", "metrics"), scrape);
            // Micrometer's; nobody can rename it without breaking other people's dashboards.
            assertThat(output.text().lines().filter(line -> !line.startsWith("system_cpu_count ")))
                    .isEmpty();
        }
    }

    private static boolean isUp(int port) {
        try (var socket = new java.net.Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Honest mail in the clear and inside TLS, and attempts that are blocked, watched, rewritten and let pass. */
    private static void traffic(Endpoint endpoint, Path certificate) throws Exception {
        for (boolean tls : new boolean[] {false, true}) {
            try (SmtpClient client = tls ? SmtpClient.secure(endpoint, certificate) : SmtpClient.hello(endpoint)) {
                client.command("MAIL FROM:<alice@client.example> BODY=7BIT");
                client.command("RCPT TO:<bob@example.test>");
                client.command("DATA");
                assertThat(client.command("Subject: x\r\n\r\ntext\r\n.")).startsWith("250 ");
                client.command("XYZZY");
                client.command("MAIL FROM:<403@client.example>");
                client.command("QUIT");
            }
        }
        try (SmtpClient attacker = SmtpClient.hello(endpoint)) {
            assertThat(attacker.command("POST / HTTP/1.1")).startsWith("421 4.7.0 ");
        }
        try (SmtpClient exempt = SmtpClient.connect(endpoint)) {
            exempt.reply();
            exempt.send("EHLO client.example\r\nMAIL FROM:<a@client.example>\r\nRCPT TO:<bob@example.test>\r\n");
            exempt.replies(3);
        }
    }

    private String config(StandIn backend, ThrowAwayCertificate certificate, int adminPort, String redis)
            throws IOException {
        return Program.file(
                directory,
                ProxyText.before(
                        new InetSocketAddress("127.0.0.1", backend.port()),
                        "backend.tls = never",
                        "tls.certificates = [ { chain = \"%s\", key = \"%s\" } ]"
                                .formatted(certificate.chain(), certificate.key()),
                        "policy.rules { unknown-command.mode = monitor, pipelining.exempt = [ \"127.0.0.1\" ] }",
                        "events.log = none",
                        "admin.address = \"127.0.0.1:%d\"".formatted(adminPort),
                        "shared.redis.address = \"%s\"".formatted(redis)));
    }

    private static List<String> records() throws IOException {
        Map<String, List<Map<String, List<Map<String, Object>>>>> file =
                new Yaml().load(Files.readString(Prometheus.RULES));
        return Objects.requireNonNull(file.get("groups")).stream()
                .flatMap(group -> Stream.ofNullable(group.get("rules")).flatMap(List::stream))
                .flatMap(rule -> Stream.ofNullable(rule.get("record")).map(String.class::cast))
                .toList();
    }

    private static void promtool(String... arguments) throws IOException {
        Tool.Output output = Tool.run(
                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList());
        assertThat(output.exitCode()).as(output.text()).isZero();
    }
}
