package org.smtpward.maildata;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of mail data, which is CRLF.CRLF and nothing else, and makes bare line ends harmless on the way
 * (RFC 5321 §4.1.1.4, §4.5.2; SMTP smuggling, CVE-2023-51765). sendmail up to 8.17 also ends mail data at LF.LF, LF.CRLF
 * and CRLF.LF, and drops NULs, behind which an end can hide: whoever stands before it must not let it see those.
 *
 * <ul>
 *   <li>A bare LF becomes CRLF, as sendmail itself would write it to the mailbox.
 *   <li>A line that only now consists of a dot gets a second dot: it was text, and stays text.
 *   <li>A bare CR becomes a space: sendmail keeps it, but a next hop may take it for a line end.
 * </ul>
 *
 * <p>Or, when the {@link Inspector} rejects what it is told of: nothing is passed on from that octet, and only the true end is
 * looked for.
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

    private final Inspector inspector;
    private Position position = Position.LINE_START;
    private @Nullable NewlineTreatment newlines;
    private boolean heldCarriageReturn;
    private long octets;
    private boolean nulSeen;
    private boolean nulRejected;
    private boolean rejected;

    /** A scanner for one message. */
    public MailDataScanner(Inspector inspector) {
        this.inspector = inspector;
    }

    /** Whether something in the message was rejected, so that the backend did not get all of it. */
    public boolean isRejected() {
        return rejected;
    }

    /** Whether it was rejected for a NUL. */
    public boolean isNulRejected() {
        return nulRejected;
    }

    /** Octets that were taken so far, as they came. */
    public long octets() {
        return octets;
    }

    /**
     * Passes mail data on, up to and including its end.
     *
     * @param in the client's octets; the reader index moves behind what was taken, which is all unless the end was found
     * @return whether the end was found; what is left in {@code in} are commands then
     */
    public boolean scan(ByteBuf in) {
        int before = in.readerIndex();
        boolean ended = scanOctets(in);
        octets += in.readerIndex() - before;
        return ended;
    }

    private boolean scanOctets(ByteBuf in) {
        if (heldCarriageReturn && in.isReadable() && resolveHeldCarriageReturn(in)) {
            return true;
        }
        var lineEnds = new LineEnds(in);
        int at = in.readerIndex();
        while (at < in.writerIndex()) {
            if (position == Position.TEXT) {
                at = lineEnds.firstOdd(at);
                if (at == in.writerIndex()) {
                    break;
                }
            }
            switch (in.getByte(at)) {
                case '\r' -> {
                    if (at + 1 == in.writerIndex()) {
                        pass(in, at);
                        in.skipBytes(1);
                        heldCarriageReturn = true;
                        return false;
                    }
                    if (in.getByte(at + 1) != '\n') {
                        replace(in, at, SPACE);
                        position = Position.TEXT;
                        at++;
                    } else if (position == Position.DOT) {
                        pass(in, at + 2);
                        return true;
                    } else {
                        stuffBefore(in, at);
                        position = Position.LINE_START;
                        at += 2;
                    }
                }
                case '\n' -> {
                    bareLineFeed(in, at);
                    at++;
                }
                case '.' -> {
                    position = position.afterDot();
                    at++;
                }
                case 0 -> {
                    onNul(in, at);
                    position = Position.TEXT;
                    at++;
                }
                default -> {
                    position = Position.TEXT;
                    at++;
                }
            }
        }
        pass(in, in.writerIndex());
        return false;
    }

    /** The last buffer ended in CR. Returns whether that CR and the first octet now are the end of mail data. */
    private boolean resolveHeldCarriageReturn(ByteBuf in) {
        heldCarriageReturn = false;
        if (in.getByte(in.readerIndex()) != '\n') {
            boolean normalize = newlines(in, in.readerIndex()) == NewlineTreatment.NORMALIZE;
            write(normalize ? SPACE : CR);
            position = Position.TEXT;
            return false;
        }
        boolean end = position == Position.DOT;
        stuffBefore(in, in.readerIndex());
        write(CR);
        pass(in, in.readerIndex() + 1);
        position = Position.LINE_START;
        return end;
    }

    private void bareLineFeed(ByteBuf in, int at) {
        boolean dot = position == Position.DOT || position == Position.DOT_MADE;
        if (newlines(in, at) == NewlineTreatment.NORMALIZE && dot) {
            pass(in, at);
            write(DOT);
        }
        replace(in, at, CRLF);
        position = Position.LINE_START_MADE;
    }

    /** A dot alone on a line that began at a bare LF, and now ends in CRLF, would become the end. */
    private void stuffBefore(ByteBuf in, int at) {
        if (position == Position.DOT_MADE && newlines(in, at) == NewlineTreatment.NORMALIZE) {
            pass(in, at);
            write(DOT);
        }
    }

    private void replace(ByteBuf in, int at, ByteBuf replacement) {
        if (newlines(in, at) == NewlineTreatment.NORMALIZE) {
            pass(in, at);
            in.skipBytes(1);
            write(replacement);
        }
    }

    /** What becomes of bare line ends, of which there is one at {@code at}. */
    private NewlineTreatment newlines(ByteBuf in, int at) {
        if (rejected) {
            return NewlineTreatment.REJECT;
        }
        if (newlines == null) {
            newlines = inspector.onBareNewline();
            if (newlines == NewlineTreatment.REJECT) {
                reject(in, at);
            }
        }
        return newlines;
    }

    private void onNul(ByteBuf in, int at) {
        if (!nulSeen && !rejected) {
            nulSeen = true;
            nulRejected = inspector.rejectsNul();
            if (nulRejected) {
                reject(in, at);
            }
        }
    }

    /** What came before {@code at} may pass, nothing behind it. */
    private void reject(ByteBuf in, int at) {
        pass(in, at);
        rejected = true;
    }

    private void pass(ByteBuf in, int end) {
        if (end > in.readerIndex()) {
            if (!rejected) {
                inspector.pass(in, in.readerIndex(), end);
            }
            in.readerIndex(end);
        }
    }

    private void write(ByteBuf constant) {
        if (!rejected) {
            inspector.write(constant.duplicate());
        }
    }

    private static ByteBuf constant(String octets) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(octets.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
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
