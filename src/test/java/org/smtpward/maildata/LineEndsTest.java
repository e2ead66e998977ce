package org.smtpward.maildata;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Eight octets at a time find what one octet at a time finds. */
class LineEndsTest {
    @Test
    void everyOctetAtEveryPlace() {
        for (int value = 0; value < 256; value++) {
            for (int place = 0; place < 20; place++) {
                for (int around : new int[] {'a', 0, 0x0b, 0x0e, 0x80, 0x8a, 0x8d, 0xff}) {
                    var octets = new byte[20];
                    java.util.Arrays.fill(octets, (byte) around);
                    octets[place] = (byte) value;
                    assertSame(octets);
                }
            }
        }
    }

    @Test
    void randomOctets() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            var octets = new byte[random.nextInt(40)];
            random.nextBytes(octets);
            for (int j = 0; j < octets.length; j++) {
                // Mostly octets near CR and LF, where a borrow could deceive.
                octets[j] = (byte) (random.nextInt(3) == 0 ? octets[j] : random.nextInt(16));
            }
            assertSame(octets);
        }
    }

    /** Lines of any length between 0 and 40, the last of which may be cut anywhere. */
    @Test
    void linesAreLookedAtOnlyWhereTheyAreOdd() {
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            while (text.length() < 100) {
                text.append("x".repeat(random.nextInt(40)));
                text.append(random.nextInt(20) == 0 ? "\r\n.\0\n\r.".substring(random.nextInt(8)) : "\r\n");
            }
            assertSame(text.substring(0, random.nextInt(100)).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void assertSame(byte[] octets) {
        for (ByteBuf in : List.of(
                Unpooled.wrappedBuffer(octets),
                Unpooled.directBuffer().writeZero(3).writeBytes(octets).skipBytes(3),
                Unpooled.wrappedBuffer(
                        Unpooled.copiedBuffer(octets, 0, octets.length / 2),
                        Unpooled.copiedBuffer(octets, octets.length / 2, octets.length - octets.length / 2)))) {
            for (int from = 0; from <= Math.min(octets.length, 9); from++) {
                assertThat(new LineEnds(in).firstOdd(in.readerIndex() + from) - in.readerIndex())
                        .isEqualTo(expected(octets, from));
            }
            in.release();
        }
    }

    private static int expected(byte[] octets, int from) {
        int at = from;
        while (at < octets.length && !isOdd(octets, at)) {
            at += octets[at] == '\r' ? 3 : 1;
        }
        return at;
    }

    private static boolean isOdd(byte[] octets, int at) {
        boolean between = octets[at] == '\r'
                && at + 2 < octets.length
                && octets[at + 1] == '\n'
                && octets[at + 2] != '.'
                && !isSought(octets[at + 2]);
        return isSought(octets[at]) && !between;
    }

    private static boolean isSought(byte octet) {
        return octet == 0 || octet == '\r' || octet == '\n';
    }
}
