package org.smtpward.maildata;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

    private static void assertSame(byte[] octets) {
        ByteBuf in = Unpooled.wrappedBuffer(octets);
        for (int from = 0; from <= Math.min(octets.length, 9); from++) {
            int expected = from;
            while (expected < octets.length
                    && octets[expected] != 0
                    && octets[expected] != '\r'
                    && octets[expected] != '\n') {
                expected++;
            }
            assertThat(LineEnds.first(in, from)).isEqualTo(expected);
        }
    }
}
