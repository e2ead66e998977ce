package org.smtpward.maildata;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Finds the end of mail data, which is CRLF.CRLF and nothing else, and makes bare line ends harmless on the way
 * (RFC 5321 §4.1.1.4, §4.5.2; SMTP smuggling, CVE-2023-51765). sendmail up to 8.17 also ends mail data at LF.LF, LF.CRLF
 * and CRLF.LF: whoever stands before it must not let it see those.
 *
 * <ul>
 *   <li>A bare LF becomes CRLF, as sendmail itself would write it to the mailbox.
 *   <li>A line that only now consists of a dot gets a second dot: it was text, and stays text.
 *   <li>A bare CR becomes a space: sendmail keeps it, but a next hop may take it for a line end.
 * </ul>
 *
 * <p>Clean mail data passes as slices of what arrived: not copied, not collected. The state is a few octets, so a message
 * may be cut anywhere; a CR that ends a buffer is held back until the octet behind it tells what it is. One instance a
 * message, on the session's event loop.
 */
public final class MailDataScanner {
    private static final ByteBuf CR = constant("\r");
    private static final ByteBuf SPACE = constant(" ");
    private static final ByteBuf CRLF = constant("\r\n");
    private static final ByteBuf DOT = constant(".");

    private final boolean normalize;
    private Position position = Position.LINE_START;
    private boolean heldCarriageReturn;
    private boolean bareLineEnds;

    /** With {@code normalize} off, bare line ends pass as they are and only the true end is looked for. */
    public MailDataScanner(boolean normalize) {
        this.normalize = normalize;
    }

    /** Whether a bare CR or LF has been seen in this message so far. */
    public boolean hasBareLineEnds() {
        return bareLineEnds;
    }

    /**
     * Passes mail data on, up to and including its end.
     *
     * @param in the client's octets; the reader index moves behind what was taken, which is all unless the end was found
     * @param out receives the octets for the backend and owns each buffer
     * @return whether the end was found; what is left in {@code in} are commands then
     */
    public boolean scan(ByteBuf in, Output out) {
        if (heldCarriageReturn && in.isReadable() && resolveHeldCarriageReturn(in, out)) {
            return true;
        }
        int at = in.readerIndex();
        while (at < in.writerIndex()) {
            if (position == Position.TEXT) {
                at = LineEnds.first(in, at);
                if (at == in.writerIndex()) {
                    break;
                }
            }
            switch (in.getByte(at)) {
                case '\r' -> {
                    if (at + 1 == in.writerIndex()) {
                        pass(in, at, out);
                        in.skipBytes(1);
                        heldCarriageReturn = true;
                        return false;
                    }
                    if (in.getByte(at + 1) != '\n') {
                        replace(in, at, SPACE, out);
                        position = Position.TEXT;
                        at++;
                    } else if (position == Position.DOT) {
                        pass(in, at + 2, out);
                        return true;
                    } else {
                        stuffBefore(in, at, out);
                        position = Position.LINE_START;
                        at += 2;
                    }
                }
                case '\n' -> {
                    bareLineFeed(in, at, out);
                    at++;
                }
                case '.' -> {
                    position = position.afterDot();
                    at++;
                }
                default -> {
                    position = Position.TEXT;
                    at++;
                }
            }
        }
        pass(in, in.writerIndex(), out);
        return false;
    }

    /** The last buffer ended in CR. Returns whether that CR and the first octet now are the end of mail data. */
    private boolean resolveHeldCarriageReturn(ByteBuf in, Output out) {
        heldCarriageReturn = false;
        if (in.getByte(in.readerIndex()) != '\n') {
            bareLineEnds = true;
            out.write((normalize ? SPACE : CR).duplicate());
            position = Position.TEXT;
            return false;
        }
        boolean end = position == Position.DOT;
        stuffBefore(in, in.readerIndex(), out);
        out.write(CR.duplicate());
        pass(in, in.readerIndex() + 1, out);
        position = Position.LINE_START;
        return end;
    }

    private void bareLineFeed(ByteBuf in, int at, Output out) {
        if (normalize && (position == Position.DOT || position == Position.DOT_MADE)) {
            pass(in, at, out);
            out.write(DOT.duplicate());
        }
        replace(in, at, CRLF, out);
        position = Position.LINE_START_MADE;
    }

    /** A dot alone on a line that began at a bare LF, and now ends in CRLF, would become the end. */
    private void stuffBefore(ByteBuf in, int at, Output out) {
        if (normalize && position == Position.DOT_MADE) {
            pass(in, at, out);
            out.write(DOT.duplicate());
        }
    }

    private void replace(ByteBuf in, int at, ByteBuf replacement, Output out) {
        bareLineEnds = true;
        if (normalize) {
            pass(in, at, out);
            in.skipBytes(1);
            out.write(replacement.duplicate());
        }
    }

    private static void pass(ByteBuf in, int end, Output out) {
        if (end > in.readerIndex()) {
            out.write(in.readRetainedSlice(end - in.readerIndex()));
        }
    }

    private static ByteBuf constant(String octets) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(octets.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
    }

    /** Receives what the backend is to get. */
    public interface Output {
        /** The next octets; the receiver releases them. */
        void write(ByteBuf octets);
    }

    /** Where in a line the next octet stands. */
    private enum Position {
        /** Behind 354 or CRLF: a dot may be the end. */
        LINE_START,
        /** Behind a bare LF: a dot is text. */
        LINE_START_MADE,
        TEXT,
        /** Behind a dot at {@link #LINE_START}. */
        DOT,
        /** Behind a dot at {@link #LINE_START_MADE}. */
        DOT_MADE;

        Position afterDot() {
            return switch (this) {
                case LINE_START -> DOT;
                case LINE_START_MADE -> DOT_MADE;
                case TEXT, DOT, DOT_MADE -> TEXT;
            };
        }
    }
}
