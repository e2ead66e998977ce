package org.smtpward.command;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts the octets of a client into command lines (RFC 5321 §4.1.1, §4.5.3.1.4).
 *
 * <p>A line ends at LF, as it does for sendmail: if we waited for CRLF, a bare LF would be a line end for the backend
 * that we did not see. The limit includes the line end. A longer line is reported as soon as it is too long and then
 * drained, not buffered: its tail cannot become a command.
 *
 * <p>Keeps no octets of its own: what is not a whole line stays in the input. One instance a session, on its event loop.
 */
public final class CommandDecoder {
    private final LineLimits limits;
    private final Set<String> extraVerbs;
    private int scanned;
    private boolean draining;
    private boolean authOffered;

    /**
     * @param limits the longest lines
     * @param extraVerbs further verbs in upper case ({@code commands.extra})
     */
    public CommandDecoder(LineLimits limits, Set<String> extraVerbs) {
        this.limits = limits;
        this.extraVerbs = extraVerbs;
    }

    /** Whether the backend has AUTH: one that has not reads its lines like all others. */
    public void onAuthOffered(boolean offered) {
        authOffered = offered;
    }

    /**
     * The next command, or empty when its end has not arrived yet.
     *
     * @param in the client's octets; the reader index moves behind what was consumed
     */
    public Optional<Command> decode(ByteBuf in) {
        return decodeLine(in, false);
    }

    /** The next line of an AUTH exchange (RFC 4954 §4), which is no command; its verb is {@link Verb#UNKNOWN}. */
    public Optional<Command> decodeAuthResponse(ByteBuf in) {
        return decodeLine(in, true);
    }

    private Optional<Command> decodeLine(ByteBuf in, boolean authResponse) {
        if (draining && !drain(in)) {
            return Optional.empty();
        }
        int start = in.readerIndex();
        int lineFeed = in.indexOf(start + scanned, in.writerIndex(), (byte) '\n');
        int length = lineFeed < 0 ? in.readableBytes() : lineFeed + 1 - start;
        int limit = authResponse ? limits.authLine() : limits.of(in, authOffered);
        if (length > limit) {
            return Optional.of(oversized(in, limit));
        }
        if (lineFeed < 0) {
            scanned = length;
            return Optional.empty();
        }
        scanned = 0;
        return Optional.of(line(in, length, authResponse));
    }

    private Command line(ByteBuf in, int length, boolean authResponse) {
        int start = in.readerIndex();
        int end = start + length - 1;
        while (end > start && in.getByte(end - 1) == '\r') {
            end--;
        }
        ByteBuf line = in.slice(start, end - start);
        in.skipBytes(length);
        Verb verb = authResponse ? Verb.UNKNOWN : Verb.of(line, extraVerbs);
        Command.Ending ending =
                switch (start + length - 1 - end) {
                    case 0 -> Command.Ending.BARE_LF;
                    case 1 -> Command.Ending.CRLF;
                    default -> Command.Ending.CR_CRLF;
                };
        return new Command(verb, line, ending);
    }

    private Command oversized(ByteBuf in, int limit) {
        ByteBuf prefix = in.readSlice(limit - 1);
        scanned = 0;
        draining = true;
        return new Command(Verb.of(prefix, extraVerbs), prefix, Command.Ending.OVERSIZED);
    }

    private boolean drain(ByteBuf in) {
        int lineFeed = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        in.readerIndex(lineFeed < 0 ? in.writerIndex() : lineFeed + 1);
        draining = lineFeed < 0;
        return !draining;
    }
}
