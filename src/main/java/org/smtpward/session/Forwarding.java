package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.smtpward.command.Command;
import org.smtpward.command.SaslResponse;
import org.smtpward.command.Verb;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.Verdict;
import org.smtpward.rewrite.Markup;

/** Passes lines of the client on to the backend and notes what the reply to each may not repeat. */
final class Forwarding {
    /** A line that passes as it is. */
    static final Verdict.Cut NO_CUT = new Verdict.Cut(0, 0, "");

    /** Octets that are kept of a line that is not plain; what comes back of a longer one has the beginning in it. */
    private static final int LONGEST_MARKUP = 512;

    private static final ByteBuf CRLF = constant("\r\n");
    private static final ByteBuf CANCEL = constant("*\r\n");

    private final Session session;

    Forwarding(Session session) {
        this.session = session;
    }

    /** A command. {@code in} is the decoder's input, whose reader index stands behind it. */
    void command(Command command, Verdict.Cut cut, ByteBuf in) {
        session.outstanding.add(
                isPlain(command)
                        ? Outstanding.Forwarded.plain(command.verb())
                        : notPlain(command.verb(), command.line()));
        pass(command, cut, in);
    }

    /** A line of an AUTH exchange (RFC 4954 §4), which the backend gets if it could be an answer. */
    void authResponse(Command response, ByteBuf in) {
        ByteBuf line = response.line();
        if (SaslResponse.isWellFormed(line)) {
            session.outstanding.add(Outstanding.AUTH_RESPONSE);
            pass(response, NO_CUT, in);
        } else if (session.rules.refuses(RuleId.COMMAND_SYNTAX, "an answer to AUTH that is no base64")) {
            // The backend waits for an answer: it gets the one that cancels, and its reply to that is the client's.
            session.outstanding.add(Outstanding.AUTH_RESPONSE);
            session.toBackend.write(CANCEL.duplicate());
        } else {
            session.outstanding.add(new Outstanding.AuthResponse(notPlain(Verb.AUTH, line)));
            pass(response, NO_CUT, in);
        }
    }

    /** Octet for octet but for the cut, ended by CRLF. */
    private void pass(Command command, Verdict.Cut cut, ByteBuf in) {
        ByteBuf line = command.line();
        if (cut.from() < cut.to()) {
            int rest = line.readerIndex() + cut.to();
            session.toBackend.write(line.retainedSlice(line.readerIndex(), cut.from()));
            session.toBackend.write(line.retainedSlice(rest, line.writerIndex() - rest));
            session.toBackend.write(CRLF.duplicate());
        } else if (command.ending() == Command.Ending.CRLF) {
            int length = line.readableBytes() + 2;
            session.toBackend.pass(in, in.readerIndex() - length, in.readerIndex());
        } else {
            session.toBackend.write(line.retainedSlice());
            session.toBackend.write(CRLF.duplicate());
        }
    }

    private Outstanding.Forwarded notPlain(Verb verb, ByteBuf line) {
        int length = Math.min(line.readableBytes(), LONGEST_MARKUP);
        return new Outstanding.Forwarded(
                verb,
                line.toString(line.readerIndex(), length, StandardCharsets.ISO_8859_1),
                session.rules.lastWasWatched());
    }

    private static boolean isPlain(Command command) {
        ByteBuf line = command.line();
        return switch (command.verb()) {
            case MAIL, RCPT -> Markup.isPlainEnvelope(line);
            case VRFY, EXPN -> Markup.isPlainAddress(line);
            default -> Markup.isPlainText(line);
        };
    }

    private static ByteBuf constant(String octets) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(octets.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
    }
}
