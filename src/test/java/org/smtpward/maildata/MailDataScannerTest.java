package org.smtpward.maildata;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.command.Cuts;

/** Mail data ends at CRLF.CRLF and nothing else, however it is cut, and leaves nothing else behind that looks like it. */
class MailDataScannerTest {
    private static final String[] WORDS = {
        "\r",
        "\r",
        "\n",
        "\n",
        ".",
        ".",
        "\r\n",
        "\r\n.",
        "\r\n.\r\n",
        "a",
        "\0",
        "\u008d",
        "\u00ae",
        "a".repeat(7),
        "a".repeat(100)
    };

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

    /** What comes in, what comes out, and why; a bar stands where the data ends. */
    record Case(String reason, String in, String out) {
        @Override
        public String toString() {
            return reason;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("a message", "Subject: x\r\n\r\ntext\r\n.\r\n|", "Subject: x\r\n\r\ntext\r\n.\r\n"),
                new Case("an empty message", ".\r\n|", ".\r\n"),
                new Case("commands behind the end stay", "a\r\n.\r\n|QUIT\r\n", "a\r\n.\r\n"),
                new Case("an end behind the end stays", ".\r\n|.\r\n", ".\r\n"),
                new Case("a stuffed dot", "..\r\n..a\r\n", "..\r\n..a\r\n"),
                new Case("a dot with text", ".a\r\n. \r\n", ".a\r\n. \r\n"),
                new Case("LF . LF", "a\n.\n", "a\r\n..\r\n"),
                new Case("LF . CRLF", "a\n.\r\n", "a\r\n..\r\n"),
                new Case("CRLF . LF", "a\r\n.\n", "a\r\n..\r\n"),
                new Case("CRLF . LF at the beginning", ".\n", "..\r\n"),
                new Case("CRLF . CR", "a\r\n.\rb", "a\r\n. b"),
                new Case("CR . CR", "a\r.\rb", "a . b"),
                new Case("CR CRLF . CRLF ends", "a\r\r\n.\r\n|", "a \r\n.\r\n"),
                new Case("CRLF . CR CRLF does not", "a\r\n.\r\r\n", "a\r\n. \r\n"),
                new Case("a true end behind a bare LF", "a\n\r\n.\r\n|", "a\r\n\r\n.\r\n"),
                new Case("a true end behind a made dot", "\n.\r\n.\r\n|", "\r\n..\r\n.\r\n"),
                new Case("dots behind a bare LF stay as they are", "\n..\r\n.b\r\n", "\r\n..\r\n.b\r\n"),
                new Case("a CR at the end is held back", "a\r", "a"),
                new Case("NUL and eight-bit octets", "\0\u00ff\u008d\r\n", "\0\u00ff\u008d\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void oneResultForEveryWayToCutTheInput(Case one) {
        String in = one.in.replace("|", "");
        var expected = new SlowScanner(one.out, one.in.indexOf('|'));
        assertThat(SlowScanner.normalize(in)).isEqualTo(expected);
        for (List<byte[]> segments : Cuts.of(octets(in))) {
            assertThat(scan(segments, true)).as("cut into %d", segments.size()).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void withoutNormalizingNothingChanges(Case one) {
        String in = one.in.replace("|", "");
        for (List<byte[]> segments : Cuts.of(octets(in))) {
            assertThat(scan(segments, false)).as("cut into %d", segments.size()).isEqualTo(SlowScanner.pass(in));
        }
    }

    @RepeatedTest(20)
    void randomDataIsScannedAsSlowlyAsObviously(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 1000; i++) {
            String in = randomData(random);
            SlowScanner expected = SlowScanner.normalize(in);
            List<byte[]> segments = Cuts.atRandom(octets(in), random);
            assertThat(scan(segments, true)).isEqualTo(expected);
            assertThat(scan(segments, false)).isEqualTo(SlowScanner.pass(in));
            assertHarmless(expected);
            assertThat(scan(segments, new Recorder(NewlineTreatment.REJECT, true)))
                    .isEqualTo(SlowScanner.reject(in));
        }
    }

    /** Whatever a backend takes for a line end or for the end of mail data: it agrees with us. */
    private static void assertHarmless(SlowScanner scanned) {
        assertThat(scanned.output().replace("\r\n", "")).doesNotContain("\r", "\n");
        String lines = "\r\n" + scanned.output();
        assertThat(lines.indexOf("\r\n.\r\n")).isEqualTo(scanned.end() < 0 ? -1 : lines.length() - 5);
    }

    private static String randomData(Random random) {
        var data = new StringBuilder();
        for (int words = random.nextInt(12); words >= 0; words--) {
            data.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return data.toString();
    }

    @ParameterizedTest(name = "normalize: {0}")
    @ValueSource(booleans = {true, false})
    void bareLineEndsAreToldOnce(boolean normalize) {
        assertThat(hasBareLineEnds("a\r\n.\r\n", normalize)).isFalse();
        assertThat(hasBareLineEnds("a\r", normalize)).as("it may become CRLF").isFalse();
        assertThat(hasBareLineEnds("a\nb", normalize)).isTrue();
        assertThat(hasBareLineEnds("a\rb", normalize)).isTrue();
    }

    private boolean hasBareLineEnds(String in, boolean normalize) {
        var recorder = new Recorder(normalize ? NewlineTreatment.NORMALIZE : NewlineTreatment.PASS, false);
        new MailDataScanner(recorder).scan(Unpooled.wrappedBuffer(octets(in)));
        assertThat(recorder.asked).isLessThan(2);
        return recorder.asked == 1;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsRejectedIsNotPassedOnButItsEndIsFound(Case one) {
        String in = one.in.replace("|", "");
        for (List<byte[]> segments : Cuts.of(octets(in))) {
            var recorder = new Recorder(NewlineTreatment.REJECT, true);
            assertThat(scan(segments, recorder))
                    .as("cut into %d", segments.size())
                    .isEqualTo(SlowScanner.reject(in));
            assertThat(recorder.asked + recorder.askedForNul).isLessThan(2);
        }
    }

    @Test
    void aNulThatIsNotRejectedPasses() {
        var recorder = new Recorder(NewlineTreatment.NORMALIZE, false);
        assertThat(scan(List.of(octets("a\0b\0\r\n")), recorder).output()).isEqualTo("a\0b\0\r\n");
        assertThat(recorder.askedForNul).isEqualTo(1);
    }

    @Test
    void cleanDataIsNotCopied() {
        ByteBuf in = allocator.buffer().writeBytes(octets("line\r\n".repeat(100)));
        long before = allocator.metric().usedHeapMemory();
        var passed = new ArrayList<ByteBuf>();
        new MailDataScanner(new Recorder(NewlineTreatment.NORMALIZE, true) {
                    @Override
                    public void pass(ByteBuf source, int start, int end) {
                        passed.add(source);
                        super.pass(source, start, end);
                    }

                    @Override
                    public void write(ByteBuf octets) {
                        throw new AssertionError("octets of our own");
                    }
                })
                .scan(in);
        assertThat(passed).containsExactly(in);
        assertThat(allocator.metric().usedHeapMemory()).isEqualTo(before);
        in.release();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private SlowScanner scan(List<byte[]> segments, boolean normalize) {
        return scan(segments, new Recorder(normalize ? NewlineTreatment.NORMALIZE : NewlineTreatment.PASS, false));
    }

    private SlowScanner scan(List<byte[]> segments, Recorder recorder) {
        var scanner = new MailDataScanner(recorder);
        int taken = 0;
        boolean ended = false;
        for (byte[] segment : segments) {
            ByteBuf in = allocator.buffer(Math.max(1, segment.length)).writeBytes(segment);
            if (!ended) {
                ended = scanner.scan(in);
                taken += in.readerIndex();
                assertThat(ended || !in.isReadable()).as("everything was taken").isTrue();
            }
            in.release();
        }
        assertThat(allocator.metric().usedHeapMemory())
                .as("octets that nobody released")
                .isZero();
        return new SlowScanner(recorder.out.toString(), ended ? taken : -1);
    }
}
