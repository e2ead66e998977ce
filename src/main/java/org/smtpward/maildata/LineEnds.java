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
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ABOVE_CR = ('\r' + 1) * ONES;

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
        int end = octets.limit();
        int at = first(from - offset);
        while (at + 2 < end && octets.get(at) == '\r' && octets.get(at + 1) == '\n' && isOrdinary(octets.get(at + 2))) {
            at = first(at + 3);
        }
        return at + offset;
    }

    private int first(int from) {
        int end = octets.limit();
        int at = from;
        while (at + Long.BYTES <= end) {
            long eight = (long) LONGS.get(octets, at);
            // The lowest set bit marks an octet below 0x0E; bits above it may be wrong, as the subtraction borrows.
            long marks = eight - ABOVE_CR & ~eight & HIGH_BITS;
            if (marks == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(marks) / Byte.SIZE;
            if (isSought(octets.get(at))) {
                return at;
            }
            at++;
        }
        while (at < end && !isSought(octets.get(at))) {
            at++;
        }
        return at;
    }

    private static boolean isOrdinary(byte octet) {
        return octet != '.' && !isSought(octet);
    }

    private static boolean isSought(byte octet) {
        return octet == '\r' || octet == '\n' || octet == 0;
    }
}
