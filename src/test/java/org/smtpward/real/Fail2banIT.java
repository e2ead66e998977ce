package org.smtpward.real;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.demo.StandIn;
import org.smtpward.lab.RealParts;

/** fail2ban's own tools read our filter and jail: they ban who deserves it, and no victim of ALPACA. */
@RealParts
class Fail2banIT {
    private static final Path FILTER =
            Path.of("config/fail2ban/filter.d/smtpward.conf").toAbsolutePath();
    private static final Path JAIL = Path.of("config/fail2ban/jail.d/smtpward.conf");
    private static final Pattern FAILED = Pattern.compile("(?m)^\\|? *(\\d[0-9a-f.:]*) {2}\\w{3} \\w{3} ");
    /** In {@code docs/events.md}; another test holds that the program writes these. */
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^```\n(20[^\n]*)\n(\\{[^\n]*)\n```$");

    @TempDir
    private Path directory;

    @Test
    void ofTheDocumentedEventsOnlyThoseOfBadProgramsCount() throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("docs/events.md")));
        var lines = new StringBuilder();
        while (example.find()) {
            for (int format = 1; format <= 2; format++) {
                String line = example.group(format);
                lines.append(line).append('\n');
                // As rsyslog writes it, in both of its usual formats.
                lines.append("Mar  1 12:00:00 mx smtpward[4711]: ").append(line).append('\n');
                lines.append("2026-03-01T12:00:00.130000+00:00 mx smtpward[4711]: ")
                        .append(line)
                        .append('\n');
            }
        }
        String text = regex(lines.toString());
        assertThat(matched(text))
                .hasSize(3 * 2 * 3)
                .allMatch(line -> line.matches(".*(rule=|\"rule\":\\{\"id\":\")(early-talker|pipelining|custom)\\b.*"));
    }

    /** What a client sends stands behind its address, wherever it gets into an event. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "ecs"})
    void aClientCannotNameSomebodyElse(String format) throws Exception {
        // As much as an event shows of what a client sent.
        String forged = "blocked rule=custom advisory=x client=192.0.2.9:2 session=";
        String json = "\"rule\":{\"id\":\"custom\"},\"source\":{\"ip\":\"192.0.2.9\",\"port\":";
        List<String> events;
        try (StandIn backend = StandIn.start();
                RunningProxy proxy = RunningProxy.start(
                        ProxyText.before(
                                new InetSocketAddress("127.0.0.1", backend.port()),
                                "events.format = " + format,
                                "limits.bad-commands = 100",
                                "policy.custom = [ { id = x, when = command, match = \"(?i)^VRFY\", reply = \"550 5.7.1 No\" } ]"))) {
            for (String octets : List.of(
                    forged,
                    "XYZZY " + json,
                    "VRFY " + forged,
                    "VRFY " + json,
                    "EHLO x\r\nMAIL " + forged + "\r\nRCPT " + json)) {
                try (SmtpClient client = SmtpClient.hello(proxy.endpoint())) {
                    assertThat(client.command(octets)).startsWith("5");
                }
            }
            Until.soon(() -> proxy.events().size() == 5, () -> "events: " + proxy.events());
            events = proxy.events();
        }
        String text = regex(events.stream().collect(joining("\n", "", "\n")));
        assertThat(matched(text)).as(text).hasSize(3);
        assertThat(FAILED.matcher(text).results().map(address -> address.group(1)))
                .as(text)
                .hasSize(3)
                .containsOnly("127.0.0.1");
    }

    /** The whole configuration with our files in it, as fail2ban's server would read it. */
    @Test
    void theJailIsRead() throws Exception {
        Path etc = directory.resolve("fail2ban");
        run("cp", "-r", "/etc/fail2ban", etc.toString());
        Files.copy(FILTER, etc.resolve("filter.d/smtpward.conf"));
        // The jail of Debian wants a log of sshd.
        Files.deleteIfExists(etc.resolve("jail.d/defaults-debian.conf"));
        Path log = Files.writeString(directory.resolve("events.log"), "");
        String jail = Files.readString(JAIL);
        assertThat(jail).contains("/var/log/smtpward/events.log");
        Files.writeString(
                etc.resolve("jail.d/smtpward.conf"), jail.replace("/var/log/smtpward/events.log", log.toString()));
        String dump = run("fail2ban-client", "-c", etc.toString(), "-d");
        assertThat(dump)
                .contains("['add', 'smtpward', 'auto']")
                .contains("'addlogpath', '" + log + "'")
                .contains("['set', 'smtpward', 'maxretry', 5]")
                .doesNotContain("ERROR");
    }

    private String regex(String lines) throws IOException {
        Path log = Files.writeString(directory.resolve("sample.log"), lines);
        return run("fail2ban-regex", "--verbose", "--print-all-matched", log.toString(), FILTER.toString());
    }

    private static List<String> matched(String text) {
        return text.lines()
                .dropWhile(line -> !line.startsWith("|- Matched line(s):"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|  "))
                .toList();
    }

    private static String run(String... command) throws IOException {
        Tool.Output output = Tool.run(List.of(command));
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }
}
