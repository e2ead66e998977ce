package org.smtpward.reply;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Cuts the octets of the backend into replies (RFC 5321 §4.2, §4.2.1). What is not a whole reply stays in the input, so
 * that nothing is passed on that was not understood whole. Keeps no octets. One instance a backend connection, on the
 * session's event loop.
 */
public final class ReplyDecoder {
    private final int maxLineOctets;
    private final int maxLines;
    private int decoded;
    private int scanned;
    private int lines;
    private int code;

    /**
     * @param maxLineOctets the longest line, CRLF included
     * @param maxLines the most lines of one reply
     */
    public ReplyDecoder(int maxLineOctets, int maxLines) {
        this.maxLineOctets = maxLineOctets;
        this.maxLines = maxLines;
    }

    /**
     * The next reply, or empty when its end has not arrived yet.
     *
     * @param in the backend's octets; the reader index moves behind the reply
     * @throws MalformedReplyException when this is no reply; the connection is of no use any more
     */
    public Optional<BackendReply> decode(ByteBuf in) throws MalformedReplyException {
        while (true) {
            int start = in.readerIndex() + decoded;
            int lineFeed = in.indexOf(start + scanned, in.writerIndex(), (byte) '\n');
            int length = lineFeed < 0 ? in.writerIndex() - start : lineFeed + 1 - start;
            if (length > maxLineOctets) {
                throw new MalformedReplyException("a line of more than " + maxLineOctets + " octets");
            }
            if (lineFeed < 0) {
                scanned = length;
                return Optional.empty();
            }
            scanned = 0;
            decoded += length;
            if (isLastLine(in, start, length)) {
                return Optional.of(reply(in));
            }
        }
    }

    private BackendReply reply(ByteBuf in) {
        var reply = new BackendReply(code, in.readSlice(decoded));
        decoded = 0;
        lines = 0;
        return reply;
    }

    private boolean isLastLine(ByteBuf in, int start, int length) throws MalformedReplyException {
        if (length < 5 || in.getByte(start + length - 2) != '\r') {
            throw new MalformedReplyException("a line that is no reply line");
        }
        if (in.indexOf(start, start + length - 2, (byte) '\r') >= 0) {
            // A line end for some clients: the rest of the line would be a reply that nobody sent.
            throw new MalformedReplyException("a bare CR");
        }
        int lineCode = code(in, start);
        if (lines > 0 && lineCode != code) {
            throw new MalformedReplyException("different codes in one reply");
        }
        code = lineCode;
        if (++lines > maxLines) {
            throw new MalformedReplyException("more than " + maxLines + " lines");
        }
        return switch (in.getByte(start + 3)) {
            case '-' -> false;
            case ' ', '\r' -> true;
            default -> throw new MalformedReplyException("neither space nor hyphen behind the code");
        };
    }

    private static int code(ByteBuf in, int start) throws MalformedReplyException {
        int first = in.getByte(start) - '0';
        int second = in.getByte(start + 1) - '0';
        int third = in.getByte(start + 2) - '0';
        if (first < 2 || first > 5 || second < 0 || second > 9 || third < 0 || third > 9) {
            throw new MalformedReplyException("no reply code");
        }
        return first * 100 + second * 10 + third;
    }
}
