package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.smtpward.maildata.Inspector;
import org.smtpward.maildata.NewlineTreatment;

/**
 * Mail data with a trace field on top. The end of mail data is found in the client's octets, which pass as they are; only where the
 * field goes depends on the first of them:
 *
 * <ul>
 *   <li>Before a message that begins with a header field or with its empty line goes the field.
 *   <li>Anything else is text without a header to sendmail, and could go on with the line above (RFC 5322 §2.2.3): a blank, a dot
 *       that hides one, a NUL, which sendmail drops. There an empty line follows the field.
 *   <li>A first line {@code From } comes from a mailbox file; sendmail drops it, but only as the very first. The field follows it.
 * </ul>
 */
final class TracedData implements Inspector {
    private static final ByteBuf MAILBOX_LINE = constant("From ");
    private static final ByteBuf EMPTY_LINE = constant("\r\n");

    private final Session session;
    private final ReceivedField field;
    private final Inspector data;
    private Place place = Place.BEGINNING;
    /** Octets of {@link #MAILBOX_LINE} that have come and are held back at the beginning. */
    private int matched;

    /** @param data takes what the backend is to get */
    TracedData(Session session, ReceivedField field, Inspector data) {
        this.session = session;
        this.field = field;
        this.data = data;
    }

    @Override
    public void pass(ByteBuf in, int start, int end) {
        int at = start;
        while (at < end && place != Place.BEHIND) {
            at = switch (place) {
                case BEGINNING -> beginning(in, at, end);
                case MAILBOX_LINE -> mailboxLine(in, at, end);
                case FIELD -> {
                    writeField(in.getByte(at));
                    yield at;
                }
                case BEHIND -> at;
            };
        }
        if (at < end) {
            data.pass(in, at, end);
        }
    }

    /** Those of the scanner are constants, which stay. */
    @Override
    public void write(ByteBuf octets) {
        pass(octets, octets.readerIndex(), octets.writerIndex());
    }

    private int beginning(ByteBuf in, int start, int end) {
        int at = start;
        while (at < end && in.getByte(at) == MAILBOX_LINE.getByte(matched)) {
            at++;
            if (++matched == MAILBOX_LINE.readableBytes()) {
                data.write(MAILBOX_LINE.duplicate());
                place = Place.MAILBOX_LINE;
                return at;
            }
        }
        if (at < end) {
            byte first = matched > 0 ? MAILBOX_LINE.getByte(0) : in.getByte(at);
            writeField(first);
            data.write(MAILBOX_LINE.slice(0, matched));
        }
        return at;
    }

    private int mailboxLine(ByteBuf in, int start, int end) {
        int lineFeed = in.indexOf(start, end, (byte) '\n');
        int at = lineFeed < 0 ? end : lineFeed + 1;
        data.pass(in, start, at);
        place = lineFeed < 0 ? Place.MAILBOX_LINE : Place.FIELD;
        return at;
    }

    private void writeField(byte first) {
        place = Place.BEHIND;
        data.write(field.encode(session.facts, session.legs.allocator()));
        boolean beginsField = first > ' ' && first < 0x7f && first != '.';
        if (!beginsField && first != '\r' && first != '\n') {
            data.write(EMPTY_LINE.duplicate());
        }
    }

    @Override
    public NewlineTreatment onBareNewline() {
        return data.onBareNewline();
    }

    @Override
    public boolean rejectsNul() {
        return data.rejectsNul();
    }

    private static ByteBuf constant(String octets) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(octets.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
    }

    /** Where the next octet stands. */
    private enum Place {
        BEGINNING,
        MAILBOX_LINE,
        /** At the line before which the field goes. */
        FIELD,
        BEHIND
    }
}
