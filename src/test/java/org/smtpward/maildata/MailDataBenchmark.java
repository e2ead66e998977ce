package org.smtpward.maildata;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Clean mail data, as it comes from TLS (a record in a direct buffer) or from the network (a segment). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MailDataBenchmark {
    /** Of a line without CRLF: short text, base64, the longest that RFC 5321 §4.5.3.1.6 allows. */
    @Param({"20", "76", "998"})
    public int line;

    @Param({"1536", "16384"})
    public int octets;

    private final Inspector inspector = new Inspector() {
        @Override
        public void pass(ByteBuf in, int start, int end) {
            // Measured is the scan.
        }

        @Override
        public void write(ByteBuf slice) {
            slice.release();
        }

        @Override
        public NewlineTreatment onBareNewline() {
            throw new AssertionError("the data is clean");
        }

        @Override
        public boolean rejectsNul() {
            throw new AssertionError("the data is clean");
        }
    };
    private MailDataScanner scanner;
    private ByteBuf buffer;

    @Setup
    public void fill() {
        scanner = new MailDataScanner(inspector);
        buffer = Unpooled.directBuffer(octets);
        byte[] text = ("x".repeat(line) + "\r\n").getBytes(US_ASCII);
        while (buffer.writableBytes() >= text.length) {
            buffer.writeBytes(text);
        }
        // Every buffer ends within a line.
        buffer.writeBytes("y".repeat(buffer.writableBytes()).getBytes(US_ASCII));
    }

    @TearDown
    public void release() {
        buffer.release();
    }

    /** What a message costs: the scan, and a slice for the backend. */
    @Benchmark
    public boolean scanner() {
        buffer.readerIndex(0);
        return scanner.scan(buffer);
    }

    /** The search for line ends alone. */
    @Benchmark
    public int lineEnds() {
        int found = 0;
        for (int at = LineEnds.first(buffer, 0); at < buffer.writerIndex(); at = LineEnds.first(buffer, at + 2)) {
            found++;
        }
        return found;
    }
}
