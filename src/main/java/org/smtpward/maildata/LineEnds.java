package org.smtpward.maildata;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds CR, LF and NUL in a buffer eight octets at a time: octet by octet costs more than TLS and the relaying together. Looks
 * at the memory itself, since a {@link ByteBuf} would check each read on its own.
 */
final class LineEnds {
    private static final VarHandle LONGS = view(long[].class);
    private static final VarHandle INTS = view(int[].class);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ABOVE_CR = ('\r' + 1) * ONES;

    /** As they stand in an int that is read from memory; behind them the octet that begins the next line. */
    private static final int CRLF = '\n' << Byte.SIZE | '\r';

    private static final int CRLF_MASK = 0xFFFF;

    private final ByteBuffer octets;
    private final int offset;

    /** @param in whose readable octets are looked at; valid until it is changed or released */
    LineEnds(ByteBuf in) {
        offset = in.readerIndex();
        octets = in.nioBufferCount() == 1
                ? in.internalNioBuffer(offset, in.readableBytes()).slice()
                : in.nioBuffer();
    }

    /**
     * The index in the buffer, at or behind {@code from}, of the first CR, LF or NUL that is more than the end of an ordinary
     * line before an ordinary line, or the writer index. Ordinary lines end in CRLF and do not begin with a dot.
     *
     * @param from where text stands: not where a line begins
     */
    int firstOdd(int from) {
        // Four octets can be read at each of the eight.
        int last = octets.limit() - Long.BYTES - Integer.BYTES;
        int at = from - offset;
        while (at <= last) {
            long eight = (long) LONGS.get(octets, at);
            // The lowest set bit marks an octet below 0x0E; bits above it may be wrong, as the subtraction borrows.
            long marks = eight - ABOVE_CR & ~eight & HIGH_BITS;
            if (marks == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(marks) / Byte.SIZE;
            int four = (int) INTS.get(octets, at);
            if ((four & CRLF_MASK) == CRLF && isOrdinary((byte) (four >>> 2 * Byte.SIZE))) {
                at += 3;
            } else if (isSought((byte) four)) {
                return at + offset;
            } else {
                at++;
            }
        }
        return oneByOne(at) + offset;
    }

    /** For the few octets before the end of the buffer. */
    private int oneByOne(int from) {
        int end = octets.limit();
        int at = from;
        while (at < end) {
            if (!isSought(octets.get(at))) {
                at++;
            } else if (at + 2 < end
                    && octets.get(at) == '\r'
                    && octets.get(at + 1) == '\n'
                    && isOrdinary(octets.get(at + 2))) {
                at += 3;
            } else {
                return at;
            }
        }
        return at;
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteBufferViewVarHandle(array, ByteOrder.LITTLE_ENDIAN)
                .withInvokeExactBehavior();
    }

    private static boolean isOrdinary(byte octet) {
        return octet != '.' && !isSought(octet);
    }

    private static boolean isSought(byte octet) {
        return octet == '\r' || octet == '\n' || octet == 0;
    }
}
