package org.smtpward.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** In what pieces the segments of a dialogue arrive. */
interface Cut {
    Cut NONE = (number, octets) -> List.of(octets);

    Cut EVERY_OCTET = (number, octets) -> {
        var pieces = new ArrayList<byte[]>(octets.length);
        for (byte octet : octets) {
            pieces.add(new byte[] {octet});
        }
        return pieces;
    };

    /** The pieces of the segment with this {@code number}. */
    List<byte[]> pieces(int number, byte[] octets);

    /** Whether the backend is so quick, or the client so slow, that replies come between the pieces. */
    default boolean isAnsweredBetween() {
        return false;
    }

    /** Two pieces of one segment, the others whole. */
    static Cut at(int segment, int index) {
        return (number, octets) -> number == segment && index > 0 && index < octets.length
                ? List.of(Arrays.copyOf(octets, index), Arrays.copyOfRange(octets, index, octets.length))
                : List.of(octets);
    }

    /** Some pieces of every segment. */
    static Cut random(Random random) {
        return (number, octets) -> {
            var pieces = new ArrayList<byte[]>();
            int from = 0;
            while (from < octets.length) {
                int to = Math.min(octets.length, from + 1 + random.nextInt(1 + random.nextInt(60)));
                pieces.add(Arrays.copyOfRange(octets, from, to));
                from = to;
            }
            return pieces;
        };
    }

    /** The same pieces with the replies between them. */
    default Cut answeredBetween() {
        Cut same = this;
        return new Cut() {
            @Override
            public List<byte[]> pieces(int number, byte[] octets) {
                return same.pieces(number, octets);
            }

            @Override
            public boolean isAnsweredBetween() {
                return true;
            }
        };
    }
}
