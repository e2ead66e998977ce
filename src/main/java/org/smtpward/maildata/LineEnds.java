package org.smtpward.maildata;

import io.netty.buffer.ByteBuf;

/** Finds CR, LF and NUL eight octets at a time: octet by octet costs more than TLS and the relaying together. */
final class LineEnds {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ABOVE_CR = ('\r' + 1) * ONES;

    private LineEnds() {}

    /** The index of the first CR, LF or NUL at or behind {@code from}, or the writer index. */
    static int first(ByteBuf in, int from) {
        int end = in.writerIndex();
        int at = from;
        while (at + Long.BYTES <= end) {
            long octets = in.getLongLE(at);
            // The lowest set bit marks an octet below 0x0E; bits above it may be wrong, as the subtraction borrows.
            long marks = octets - ABOVE_CR & ~octets & HIGH_BITS;
            if (marks == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(marks) / Byte.SIZE;
            if (isSought(in.getByte(at))) {
                return at;
            }
            at++;
        }
        while (at < end && !isSought(in.getByte(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSought(byte octet) {
        return octet == '\r' || octet == '\n' || octet == 0;
    }
}
