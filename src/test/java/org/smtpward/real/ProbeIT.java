package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.lab.Postfix;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;
import org.smtpward.probe.Finding;
import org.smtpward.probe.Prober;
import org.smtpward.probe.Report;
import org.smtpward.probe.Target;

/** What {@code smtpward probe} says about real servers; {@code docs/probe.md} shows it. */
@RealParts
class ProbeIT {
    private static final Path DOCUMENT = Path.of("docs/probe.md");
    private static final Pattern SHOWN = Pattern.compile("(?s)<!-- measured -->\n(.*?)<!-- end -->");
    private static final String BEHIND_SMTPWARD = "smtpward before 8.15.2";

    @Test
    void theDocumentShowsWhatIsMeasured() throws Exception {
        Map<String, Report> reports = measure();
        assertThat(reports.get(BEHIND_SMTPWARD).count("open"))
                .as("%s", reports.get(BEHIND_SMTPWARD).findings())
                .isZero();
        assertThat(reports.values().stream().mapToLong(report -> report.count("unclear")))
                .as("%s", reports)
                .containsOnly(0L);
        var shown = SHOWN.matcher(Files.readString(DOCUMENT));
        assertThat(shown.find()).isTrue();
        assertThat(shown.group(1)).as("what has to stand in %s", DOCUMENT).isEqualTo(table(reports));
    }

    /** The program itself, with a sendmail that says 403 where it misses TLS. Nobody gets mail. */
    @Test
    void theProgramFindsACode403AndNoneThroughSmtpward() throws Exception {
        Sendmail.Options options = Sendmail.Options.defaults().withTls().withAccess("TLS_Clt: ENCR:112");
        try (Sendmail sendmail = Sendmail.start(options);
                RunningProxy proxy = RunningProxy.before(sendmail)) {
            Tool.Output bare = program(sendmail.port());
            assertThat(bare.exitCode()).isOne();
            assertThat(bare.text())
                    .containsPattern("note     Reply code 403 +[0-9]+ of [0-9]+ replies, such as 403 4.7.0 encryption")
                    .containsPattern("open     HTTP after MAIL ")
                    .containsPattern("safe     Mail from us to somebody elsewhere ");
            Tool.Output through = program(proxy.endpoint().address().getPort());
            assertThat(through.text()).containsPattern("safe     Reply code 403 +not among [0-9]+ replies");
            assertThat(through.exitCode()).as(through.text()).isZero();
            assertThat(sendmail.messages()).isEmpty();
        }
    }

    /** TLS 1.0 alone, a certificate of RSA 1024 and SHA-1: Java refuses it, the probe must not. */
    @Test
    void theOldestTlsIsProbedToo(@TempDir Path directory) throws Exception {
        OldCertificate old = OldCertificate.create(directory, "old.example.test");
        try (Sendmail sendmail = Sendmail.start(old.on(Sendmail.Options.defaults()))) {
            assertThat(program(sendmail.port()).text())
                    .containsPattern("open     HTTP after EHLO in STARTTLS ")
                    .containsPattern("open     ALPN of a browser ")
                    .contains(" 0 unclear, ");
        }
    }

    private static Tool.Output program(int port) throws Exception {
        return Program.run("probe", "127.0.0.1:" + port, "--source", "127.0.0.2", "--pause=0", "--timeout=60");
    }

    /** All at the same time: most of a probe is waiting. */
    private static Map<String, Report> measure() throws Exception {
        Sendmail.Options options = Sendmail.Options.defaults().withTls();
        try (ExecutorService atOnce = Executors.newVirtualThreadPerTaskExecutor();
                Sendmail old = Sendmail.start(options);
                Sendmail newer = Sendmail.start(options.of(Sendmail.Version.V8_17_1));
                Sendmail newest = Sendmail.start(options.of(Sendmail.Version.V8_18_1));
                // A process that waits for work is sometimes quicker than a client that talks first.
                Postfix postfix =
                        Postfix.start(Postfix.Options.defaults().withTls().withConfig("max_use = 1"));
                Sendmail behind = Sendmail.start(options);
                RunningProxy proxy = RunningProxy.before(behind)) {
            var runs = new LinkedHashMap<String, Future<Report>>();
            runs.put("sendmail 8.15.2", atOnce.submit(probe(old.port())));
            runs.put("sendmail 8.17.1", atOnce.submit(probe(newer.port())));
            runs.put("sendmail 8.18.1", atOnce.submit(probe(newest.port())));
            runs.put("Postfix 3.10", atOnce.submit(probe(postfix.port())));
            runs.put(
                    BEHIND_SMTPWARD,
                    atOnce.submit(probe(proxy.endpoint().address().getPort())));
            var reports = new LinkedHashMap<String, Report>();
            for (var run : runs.entrySet()) {
                reports.put(run.getKey(), run.getValue().get());
            }
            assertThat(Stream.of(old, newer, newest, behind).flatMap(server -> server.messages().stream()))
                    .isNotEmpty()
                    .allSatisfy(message -> assertThat(message.recipients()).containsExactly("probe"));
            return reports;
        }
    }

    /** From an address that nobody trusts. */
    private static Callable<Report> probe(int port) throws Exception {
        var target = new Target(
                "127.0.0.1",
                port,
                false,
                Optional.of(InetAddress.getByName("127.0.0.2")),
                "client.test",
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                Duration.ZERO,
                Optional.of("probe@example.test"));
        return () -> new Prober(target, (number, of, check) -> {}).probe();
    }

    private static String table(Map<String, Report> reports) {
        var rows = new ArrayList<String>();
        rows.add(row("", List.copyOf(reports.keySet())));
        rows.add(row("---", reports.keySet().stream().map(name -> "---").toList()));
        List<Finding> first = reports.values().iterator().next().findings();
        for (int i = 0; i < first.size(); i++) {
            int index = i;
            rows.add(row(
                    first.get(i).check().name(),
                    reports.values().stream()
                            .map(report -> word(report.findings().get(index)))
                            .toList()));
        }
        rows.add(row(
                "**open in all**",
                reports.values().stream()
                        .map(report -> "**" + report.count("open") + "**")
                        .toList()));
        return String.join("\n", rows) + "\n";
    }

    private static String word(Finding finding) {
        String word = finding.verdict().word();
        return word.equals("open") ? "**open**" : word;
    }

    private static String row(String name, List<String> cells) {
        return "| " + name + " | " + cells.stream().collect(Collectors.joining(" | ")) + " |";
    }
}
