package org.smtpward.reply;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Replies of sendmail, decoded. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReplyBenchmark {
    private final ReplyDecoder decoder = new ReplyDecoder(16_384, 5000, 1_048_576);
    private final ByteBuf one = octets("250 2.1.0 <sender@client.example>... Sender ok\r\n");
    private final ByteBuf ehlo = octets("""
            250-mail.example.test Hello client.example [192.0.2.1], pleased to meet you
            250-ENHANCEDSTATUSCODES
            250-PIPELINING
            250-8BITMIME
            250-SIZE 52428800
            250-DSN
            250-ETRN
            250-STARTTLS
            250-DELIVERBY
            250 HELP
            """.replace("\n", "\r\n"));

    @TearDown
    public void release() {
        one.release();
        ehlo.release();
    }

    @Benchmark
    public Optional<BackendReply> oneLine() throws MalformedReplyException {
        one.readerIndex(0);
        return decoder.decode(one);
    }

    @Benchmark
    public Optional<BackendReply> replyToEhlo() throws MalformedReplyException {
        ehlo.readerIndex(0);
        return decoder.decode(ehlo);
    }

    private static ByteBuf octets(String text) {
        byte[] octets = text.getBytes(US_ASCII);
        return Unpooled.directBuffer(octets.length).writeBytes(octets);
    }
}
