package org.smtpward.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Cuts the octets of the backend into replies (RFC 5321 §4.2, §4.2.1). What is not a whole reply stays in the input, so
 * that nothing is passed on that was not understood whole. Keeps no octets. One instance a backend connection, on the
 * session's event loop.
 */
public final class ReplyDecoder {
    private final int maxLineOctets;
    private final int maxLines;
    private final int maxOctets;
    private int decoded;
    private int scanned;
    private int lines;
    private int code;
    private boolean bareLineFeeds;
    private boolean inPlace;

    /**
     * @param maxLineOctets the longest line, CRLF included
     * @param maxLines the most lines of one reply
     * @param maxOctets the most octets of one reply, CRLFs included
     */
    public ReplyDecoder(int maxLineOctets, int maxLines, int maxOctets) {
        this.maxLineOctets = maxLineOctets;
        this.maxLines = maxLines;
        this.maxOctets = maxOctets;
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
            if (decoded + length > maxOctets) {
                throw new MalformedReplyException("more than " + maxOctets + " octets");
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

    /** Whether the last reply lies right before the reader index of the input, as it came: its line ends were right. */
    public boolean isInPlace() {
        return inPlace;
    }

    private BackendReply reply(ByteBuf in) {
        ByteBuf octets = in.readSlice(decoded);
        inPlace = !bareLineFeeds;
        var reply = new BackendReply(code, bareLineFeeds ? withLineEnds(octets) : octets);
        decoded = 0;
        lines = 0;
        bareLineFeeds = false;
        return reply;
    }

    /** Some servers end lines in LF; a client is to see what it may rely on. */
    private static ByteBuf withLineEnds(ByteBuf octets) {
        String lines = octets.toString(StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .replace("\n", "\r\n");
        return Unpooled.wrappedBuffer(lines.getBytes(StandardCharsets.ISO_8859_1));
    }

    private boolean isLastLine(ByteBuf in, int start, int length) throws MalformedReplyException {
        boolean crlf = length > 1 && in.getByte(start + length - 2) == '\r';
        if (length < (crlf ? 5 : 4)) {
            throw new MalformedReplyException("a line that is no reply line");
        }
        if (in.indexOf(start, start + length - (crlf ? 2 : 1), (byte) '\r') >= 0) {
            // A line end for some clients: the rest of the line would be a reply that nobody sent.
            throw new MalformedReplyException("a bare CR");
        }
        bareLineFeeds |= !crlf;
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
            case ' ', '\r', '\n' -> true;
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
