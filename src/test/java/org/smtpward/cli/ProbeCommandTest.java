package org.smtpward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.demo.StandIn;
import org.smtpward.lab.FreePort;
import picocli.CommandLine;

/** {@code smtpward probe} at its command line. */
class ProbeCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private StandIn server;

    @BeforeEach
    void start() throws Exception {
        server = StandIn.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void somethingIsOpen() {
        assertThat(probe("--source", "127.0.0.9")).isOne();
        assertThat(out.toString())
                .contains("  open     HTTP after EHLO    ", "  safe     Mail from us to somebody elsewhere    ")
                .endsWith("Put smtpward in front of it: the README says how.\n");
        assertThat(err.toString()).isEmpty();
        assertThat(server.messages()).isEmpty();
    }

    @Test
    void otherThingsMayCount() {
        assertThat(probe("--source", "127.0.0.9", "--fail-on", "relay,403,unclear"))
                .isZero();
        assertThat(probe("--source", "127.0.0.9", "--fail-on", "403,pipelining"))
                .isOne();
        assertThat(probe("--fail-on", "never")).isZero();
    }

    @Test
    void jsonForPrograms() {
        assertThat(probe("--json")).isOne();
        assertThat(out.toString()).startsWith("{").endsWith("}\n").contains("\"verdict\" : \"open\"");
    }

    @Test
    void theMailboxGetsMail() {
        probe("--deliver-to", "bob@example.test");
        assertThat(server.messages()).isNotEmpty().allSatisfy(message -> assertThat(message.recipients())
                .containsExactly("bob@example.test"));
    }

    @Test
    void nobodyAnswers() throws Exception {
        int port = FreePort.choose();
        assertThat(execute("127.0.0.1:" + port)).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString())
                .isEqualTo("smtpward: no SMTP server answers at 127.0.0.1:%d: connection: refused\n".formatted(port));
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1                               | not HOST:PORT
            127.0.0.1:25 --fail-on alpca            | --fail-on does not know 'alpca', only 403, alpaca, never, note, open,
            127.0.0.1:25 --timeout 0                | times must be positive
            127.0.0.1:25 --timeout soon             | '--timeout'
            127.0.0.1:25 --hello a b                | Unmatched argument
            127.0.0.1:25 --hello a<b                | not a name for EHLO: a<b
            127.0.0.1:25 --deliver-to bob           | not a plain mailbox: bob
            127.0.0.1:25 --deliver-to <bob@x.test>  | not a plain mailbox
            """)
    void mistakesAreUsage(String arguments, String says) {
        assertThat(execute(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).contains(says);
    }

    private int probe(String... options) {
        String target = "127.0.0.1:" + server.port();
        return execute(Stream.concat(Stream.of(target, "--pause=0", "--quiet-time=1"), Arrays.stream(options))
                .toArray(String[]::new));
    }

    private int execute(String... arguments) {
        return new CommandLine(new ProbeCommand(() -> {}))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
