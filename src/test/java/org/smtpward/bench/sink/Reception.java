package org.smtpward.bench.sink;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.smtpward.bench.Stamp;

/**
 * Reads the mail data of one message up to CRLF.CRLF and tells what it was. It looks for the end itself rather than counting
 * the octets that the stamp announces, so that a message of another length is one that was altered and not a session that
 * hangs; and with other means than smtpward, so that the two do not err together. Keeps no octet but the first line's.
 */
final class Reception {
    private static final String END = "\r\n.\r\n";

    private final Books books;
    private final String sender;
    private final StringBuilder firstLine = new StringBuilder(Stamp.LENGTH);
    private final CRC32C crc = new CRC32C();
    private Optional<Stamp> stamp = Optional.empty();
    private boolean firstLineRead;
    private long octets;
    /** How much of {@link #END} has just gone by. The line before the mail data ended in CRLF, too. */
    private int matched = 2;

    /**
     * @param books where the outcome is written
     * @param sender the reverse-path of the envelope, without the angle brackets
     */
    Reception(Books books, String sender) {
        this.books = books;
        this.sender = sender;
    }

    /** Takes what belongs to the message; true at its end, which is in the books then. */
    boolean take(ByteBuf in) {
        while (!firstLineRead && in.isReadable()) {
            byte octet = in.readByte();
            firstLine.append((char) (octet & 0xFF));
            boolean end = isEnd(octet);
            if (octet == '\n' || firstLine.length() == Stamp.LENGTH || end) {
                firstLineRead = true;
                stamp = Stamp.parse(firstLine.toString());
                if (end) {
                    settle();
                    return true;
                }
            }
        }
        int start = in.readerIndex();
        int behind = endBehind(in);
        in.readerIndex(behind);
        digest(in, start, behind - start);
        if (matched == END.length()) {
            settle();
            return true;
        }
        return false;
    }

    /** The connection ended in the middle of the message. */
    void breakOff() {
        stamp.ifPresent(books::onBroken);
    }

    private int endBehind(ByteBuf in) {
        int at = in.readerIndex();
        while (at < in.writerIndex()) {
            if (matched == 0) {
                int carriageReturn = in.indexOf(at, in.writerIndex(), (byte) '\r');
                if (carriageReturn < 0) {
                    return in.writerIndex();
                }
                at = carriageReturn;
            }
            if (isEnd(in.getByte(at++))) {
                return at;
            }
        }
        return at;
    }

    private boolean isEnd(byte octet) {
        matched = octet == END.charAt(matched) ? matched + 1 : octet == '\r' ? 1 : 0;
        return matched == END.length();
    }

    private void digest(ByteBuf in, int start, int length) {
        octets += length;
        for (ByteBuffer part : in.nioBuffers(start, length)) {
            crc.update(part);
        }
    }

    private void settle() {
        if (stamp.isEmpty()) {
            books.onUnstamped(octets);
            return;
        }
        Stamp sent = stamp.get();
        boolean asSent = sent.octets() == octets
                && sent.crc() == (int) crc.getValue()
                && sent.sender().equals(sender);
        if (asSent) {
            books.onWhole(sent);
        } else {
            books.onAltered(sent, octets);
        }
    }
}
