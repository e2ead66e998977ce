package org.smtpward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is refused before Redis is asked. */
class BansCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter errors = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            add 192.0.2.0/15                  | NETWORK is such as 192.0.2.0/24, without bits behind its prefix
            add mail.example                  | NETWORK is such as 192.0.2.0/24
            add 203.1.0.0/15                  | NETWORK is such as
            add 204.0.0.0/15                  | 204.0.0.0/15 is wider than /16: if you mean it, add --wide
            add 2a00::/31                     | 2a00::/31 is wider than /32: if you mean it, add --wide
            add 127.0.0.0/8 --wide            | 127.0.0.0/8 cannot be banned: it has to do with 127.0.0.0/8 (loopback), whom no ban hits
            add ::1                           | ::1/128 cannot be banned: it has to do with ::1/128 (loopback)
            add 10.1.2.0/24                   | 10.1.2.0/24 cannot be banned: it has to do with 10.1.0.0/16 (trusted-proxies of the listener smtp)
            add 10.2.3.4                      | has to do with 10.2.0.0/16 (limits.exempt-networks)
            add 10.0.0.0/8 --wide             | cannot be banned: it has to do with 10.
            add 192.0.2.0/24                  | has to do with 192.0.2.1/32 (backend.source.probe.addresses)
            add 203.0.113.7 --for 30          | --for is a time between 1m and 366d, such as 30m, 24h or 7d
            add 203.0.113.7 --for 59s         | --for is a time
            add 203.0.113.7 --for 0m          | --for is a time
            add 203.0.113.7 --for 367d        | --for is a time
            remove 203.0.113.7/24             | NETWORK is such as
            add                               | Missing required parameter: 'NETWORK'
            """)
    void nonsenseIsRefusedByName(String arguments, String said) throws IOException {
        assertThat(run("redis://127.0.0.1:1", arguments)).isEqualTo(2);
        assertThat(errors.toString()).contains(said);
    }

    @Test
    void withoutRedisThereAreNoBans() throws IOException {
        assertThat(run("", "list")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(errors)
                .hasToString("smtpward: shared.redis.address is \"\": bans are kept in Redis (docs/many-nodes.md)\n");
    }

    @Test
    void aRedisThatIsAwayIsTold() throws IOException {
        assertThat(run("redis://127.0.0.1:1", "add 203.0.113.7")).isEqualTo(ExitCode.RUNTIME);
        assertThat(errors.toString())
                .startsWith("smtpward: redis://127.0.0.1:1: ")
                .contains("refused");
    }

    private int run(String redis, String arguments) throws IOException {
        Path file = Files.writeString(directory.resolve("smtpward.conf"), """
                smtpward {
                  listeners = [ { name = smtp, address = "0.0.0.0:25", tls = off, proxy-protocol = on, trusted-proxies = [ "10.1.0.0/16" ] } ]
                  limits.exempt-networks = [ "10.2.0.0/16" ]
                  shared.redis.address = "%s"
                }
                """.formatted(redis));
        String[] words = Stream.concat(
                        Stream.of("bans"),
                        Stream.concat(Stream.of(arguments.split(" ", -1)), Stream.of("--config", file.toString())))
                .toArray(String[]::new);
        return new CommandLine(new SmtpwardCommand())
                .setExecutionExceptionHandler(new Failures())
                .setErr(new PrintWriter(errors, true))
                .execute(words);
    }
}
