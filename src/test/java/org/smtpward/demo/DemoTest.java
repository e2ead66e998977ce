package org.smtpward.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.HostPort;

/** What {@code smtpward demo} prints, and what its exit code says. */
class DemoTest {
    private static final String DELIVERED = "mail delivered: evil@attacker.example";
    private static final String REJECTED = "421 4.7.0 Rejecting open proxy";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void everyAttackThatWorksIsStopped() {
        assertThat(run(Optional.empty())).isZero();
        assertThat(row("in the clear")).containsExactly("arrived, octet for octet", "arrived, octet for octet");
        assertThat(row("with STARTTLS")).containsExactly("arrived, octet for octet", "arrived, octet for octet");
        assertThat(row("pipelined")).containsExactly("arrived, octet for octet", "arrived, octet for octet");
        assertThat(row("after the attacks")).containsExactly("arrived, octet for octet", "arrived, octet for octet");
        assertThat(row("POST as a browser sends it")).containsExactly(DELIVERED, "TLS alert no_application_protocol");
        assertThat(row("POST inside STARTTLS")).containsExactly(DELIVERED, REJECTED);
        assertThat(row("POST after EHLO")).containsExactly(DELIVERED, REJECTED);
        assertThat(row("POST as the first line")).containsExactly(REJECTED, REJECTED);
        assertThat(row("PUT as the first line")).containsExactly(DELIVERED, REJECTED);
        assertThat(row("GET after NOOP")).containsExactly("echoed: <script>alert(1)</script>", REJECTED);
        assertThat(row("Cookie in a header line")).containsExactly("echoed: session=s3cr3t", REJECTED);
        assertThat(row("Script in an unknown command"))
                .containsExactly("echoed: <script>alert(1)</script>", "500 5.5.1 Command unrecognized");
        assertThat(row("TLS ClientHello in the clear")).containsExactly(DELIVERED, REJECTED);
        assertThat(row("STARTTLS injection").getFirst()).isEqualTo("thrown away, TLS goes on without it");
        assertThat(row("STARTTLS injection").getLast()).startsWith("554 5.5.1 ");
        assertThat(row("Smuggling by LF . LF")).containsExactly(DELIVERED, "1 mail arrived, made harmless");
        assertThat(row("Smuggling by LF . CRLF")).containsExactly(DELIVERED, "1 mail arrived, made harmless");
        assertThat(row("Smuggling by CR NUL LF . CRLF").getFirst()).isEqualTo(DELIVERED);
        assertThat(row("AUTH line that is too long"))
                .containsExactly("commands of the attacker run: 1", "500 5.5.2 Line too long");
        assertThat(row("Mail to somebody elsewhere"))
                .containsExactly("550 5.7.1 Relaying denied", "550 5.7.1 Relaying denied");
        assertThat(row("Reply code 403").getFirst()).startsWith("403 4.7.0 ");
        assertThat(row("Reply code 403").getLast()).startsWith("454 4.7.0 ");
        assertThat(lines())
                .contains(
                        "12 of 12 attacks that work against the bare server were stopped (it withstands 3 more by itself);",
                        "the honest mail arrived unchanged both ways.");
    }

    @Test
    void theTableFitsAndIsPlainTextWhereThereIsNoTerminal() {
        run(Optional.empty());
        assertThat(lines())
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(110).doesNotContain("\u001b"));
    }

    @Test
    void aRealServerGetsNothingButTheHonestMail(@TempDir Path directory) throws Exception {
        var options = StandIn.Options.PLAIN.startTls(ThrowAwayCertificate.create(directory));
        try (StandIn real = StandIn.start(options)) {
            assertThat(run(Optional.of(new HostPort("127.0.0.1", real.port())))).isZero();
            assertThat(real.awaitMessages(8, Duration.ofSeconds(5)))
                    .hasSize(8)
                    .allSatisfy(message -> assertThat(message.recipients()).containsExactly("postmaster"));
        }
        assertThat(row("PUT as the first line").getFirst()).startsWith("commands of the attacker run: ");
        assertThat(row("PUT as the first line").getLast()).isEqualTo(REJECTED);
        assertThat(row("in the clear").getFirst()).startsWith("accepted: 250 2.0.0 ");
        assertThat(lines()).contains("the honest mail arrived unchanged both ways.");
    }

    @Test
    void saysThatTheServerIsAway() {
        assertThat(run(Optional.of(new HostPort("127.0.0.1", 1)))).isEqualTo(69);
        assertThat(lines()).containsExactly("smtpward demo: no mail server answers at 127.0.0.1:1: Connection refused");
    }

    @Test
    void staysUpUntilItIsInterrupted() throws Exception {
        var up = new CountDownLatch(1);
        var exitCode = new AtomicInteger(-1);
        var out = new PrintStream(printed, true, UTF_8) {
            @Override
            public void flush() {
                super.flush();
                if (printed.toString(UTF_8).contains("/metrics\n")
                        || printed.toString(UTF_8).contains("-connect")) {
                    up.countDown();
                }
            }
        };
        Thread demo = Thread.ofPlatform().start(() -> exitCode.set(Demo.run(false, Optional.empty(), out)));
        assertThat(up.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.isAlive()).isTrue();
        demo.interrupt();
        assertThat(demo.join(Duration.ofSeconds(20))).isTrue();
        assertThat(exitCode).hasValue(0);
    }

    private int run(Optional<HostPort> backend) {
        return Demo.run(true, backend, new PrintStream(printed, true, UTF_8));
    }

    private List<String> lines() {
        return printed.toString(UTF_8).lines().toList();
    }

    /** What stands in a row behind its name. */
    private List<String> row(String name) {
        String line = lines().stream()
                .filter(each -> each.startsWith("  " + name + " "))
                .findFirst()
                .orElseThrow();
        return List.of(
                line.substring(32, Math.min(71, line.length())).strip(),
                line.substring(71).strip());
    }
}
