package org.smtpward.policy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.smtpward.command.CommandDecoder;
import org.smtpward.command.LineLimits;
import org.smtpward.maildata.NewlineTreatment;

/** The envelope of an honest mail, three commands in one segment: decoded, and seen by all rules. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(CommandBenchmark.COMMANDS)
public class CommandBenchmark {
    static final int COMMANDS = 3;

    private static final byte[] ENVELOPE = """
            MAIL FROM:<sender@client.example> SIZE=2048
            RCPT TO:<recipient@example.net>
            DATA
            """.replace("\n", "\r\n").getBytes(US_ASCII);

    private final CommandDecoder decoder = new CommandDecoder(new LineLimits(512, 1536, 12_287), Set.of());
    private final ByteBuf envelope = Unpooled.directBuffer(ENVELOPE.length).writeBytes(ENVELOPE);
    private final SessionRules rules = new SessionRules(
            new Policy(Map.of(), Map.of(), NewlineTreatment.NORMALIZE, NewlineTreatment.NORMALIZE, List.of()),
            new Somebody(Phase.TLS),
            5,
            match -> {
                throw new AssertionError("the commands are honest");
            });

    @TearDown
    public void release() {
        envelope.release();
    }

    @Benchmark
    public void decoded(Blackhole blackhole) {
        envelope.readerIndex(0);
        for (int i = 0; i < COMMANDS; i++) {
            blackhole.consume(decoder.decode(envelope).orElseThrow());
        }
    }

    @Benchmark
    public void decodedAndChecked(Blackhole blackhole) {
        envelope.readerIndex(0);
        for (int i = 0; i < COMMANDS; i++) {
            blackhole.consume(rules.check(decoder.decode(envelope).orElseThrow()));
        }
    }
}
