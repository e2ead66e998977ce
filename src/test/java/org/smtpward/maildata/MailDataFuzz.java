package org.smtpward.maildata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.smtpward.command.Cuts;
import org.smtpward.corpus.SendmailInput;

/**
 * {@link MailDataScanner} does what {@link SlowMailData} does, whatever the segments; and of what it passes on, sendmail's own
 * reader finds one end, where we found it. The first octet of the input chooses what is made of bare line ends and NULs, the
 * second how the rest is cut.
 */
class MailDataFuzz {
    private static final byte[] PROBE = "NOOP\r\n".getBytes(ISO_8859_1);

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

    @FuzzTest
    void sendmailFindsTheEndThatWeFind(byte[] input) {
        if (input.length < 2) {
            return;
        }
        NewlineTreatment newlines = NewlineTreatment.values()[(input[0] & 0x7f) % 3];
        boolean rejectsNul = (input[0] & 0x7f) / 3 % 2 == 0;
        byte[] octets = Arrays.copyOfRange(input, 2, input.length);
        var expected = SlowMailData.of(new String(octets, ISO_8859_1), newlines, rejectsNul);
        for (List<byte[]> segments : List.of(List.of(octets), Cuts.atRandom(octets, new Random(input[1])))) {
            SlowMailData found = scan(segments, newlines, rejectsNul);
            if (!found.equals(expected)) {
                assertThat(found).isEqualTo(expected);
            }
        }
        if (rejectsNul && newlines != NewlineTreatment.PASS) {
            assertSendmailAgrees(expected);
        }
    }

    private SlowMailData scan(List<byte[]> segments, NewlineTreatment newlines, boolean rejectsNul) {
        var recorder = new Recorder(newlines, rejectsNul);
        var scanner = new MailDataScanner(recorder);
        int end = -1;
        int before = 0;
        for (byte[] segment : segments) {
            ByteBuf in = allocator.buffer(segment.length + 1).writeBytes(segment);
            if (end < 0 && scanner.scan(in)) {
                end = before + in.readerIndex();
            } else if (end < 0) {
                assertThat(in.isReadable()).as("left without an end").isFalse();
            }
            before += segment.length;
            in.release();
        }
        assertThat(allocator.metric().usedHeapMemory())
                .as("octets that nobody released")
                .isZero();
        assertThat(recorder.asked + recorder.askedForNul).isLessThanOrEqualTo(2);
        return new SlowMailData(recorder.out.toString(), end, scanner.isRejected());
    }

    private static void assertSendmailAgrees(SlowMailData data) {
        var sendmail = new SendmailInput();
        sendmail.add(data.output().getBytes(ISO_8859_1));
        Optional<byte[]> message = sendmail.mailData();
        boolean ends = data.end() >= 0 && !data.rejected();
        if (message.isPresent() != ends) {
            assertThat(message.isPresent()).as("sendmail finds an end").isEqualTo(ends);
        }
        if (ends) {
            String text = data.output().substring(0, data.output().length() - ".\r\n".length());
            assertThat(new String(message.orElseThrow(), ISO_8859_1)).isEqualTo(text);
            sendmail.add(PROBE);
            assertThat(sendmail.line()).contains("NOOP");
            assertThat(sendmail.isEmpty()).isTrue();
        }
    }
}
