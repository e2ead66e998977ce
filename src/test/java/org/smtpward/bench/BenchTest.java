package org.smtpward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smtpward.bench.sink.Sink;

/** The benchmark's command line. */
class BenchTest {
    /** What a command printed and its exit code. */
    record Outcome(int exitCode, String output) {}

    @Test
    void aLoadTellsWhatCame() throws Exception {
        try (Sink sink = Sink.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), 1)) {
            Outcome outcome = load(sink, sink);
            assertThat(outcome.exitCode()).isZero();
            assertThat(new JsonObject(outcome.output()))
                    .contains(java.util.Map.entry("accepted", 40))
                    .contains(java.util.Map.entry("lost", 0))
                    .contains(java.util.Map.entry("failures", 0));
        }
    }

    @Test
    void aLoadFailsWhenMailIsNotWhereItShouldBe() throws Exception {
        try (Sink sink = Sink.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), 1);
                Sink other =
                        Sink.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), 1)) {
            Outcome outcome = load(sink, other);
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(new JsonObject(outcome.output()).getInteger("lost")).isEqualTo(40);
        }
    }

    @Test
    void everyBenchmarkOfAPartRuns() {
        Outcome outcome = execute("jmh", "--forks=0", "--iterations=1", "--warmup=0", "--seconds=0.001");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.output())
                .contains(
                        "MailDataBenchmark.scanner, line 76, octets 16384 |",
                        "MailDataBenchmark.lineEnds",
                        "CommandBenchmark.decodedAndChecked",
                        "ReplyBenchmark.replyToEhlo",
                        "ClientHelloBenchmark.read");
    }

    @Test
    void aMistakeIsAUsageError() {
        assertThat(execute().exitCode()).isEqualTo(2);
        assertThat(execute("load").exitCode()).isEqualTo(2);
        assertThat(execute("load", "--target=nonsense").exitCode()).isEqualTo(2);
        assertThat(execute("load", "--target=127.0.0.1:1", "--connections=0").exitCode())
                .isEqualTo(2);
        assertThat(execute("compare", "--contenders=postfix").exitCode()).isEqualTo(2);
        assertThat(execute("compare", "--workloads=nothing").exitCode()).isEqualTo(2);
    }

    private static Outcome load(Sink target, Sink asked) {
        return execute(
                "load",
                "--target=127.0.0.1:" + target.address().getPort(),
                "--sink=127.0.0.1:" + asked.address().getPort(),
                "--tls=plain",
                "--connections=4",
                "--per-session=10",
                "--warmup=0",
                "--units=40");
    }

    /** The same as {@code ./smtpward-bench ARGUMENTS}; the standard error goes where it always does. */
    static Outcome execute(String... arguments) {
        var output = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            return new Outcome(Bench.execute(arguments), output.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }
}
