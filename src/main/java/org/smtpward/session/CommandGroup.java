package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.Set;
import org.smtpward.command.Verb;
import org.smtpward.session.SessionState.Awaited;

/** Looks ahead over command lines that came together (RFC 2920 §3.1), without decoding them. */
final class CommandGroup {
    private static final Set<String> NO_EXTRA_VERBS = Set.of();

    private CommandGroup() {}

    /**
     * The reply that should have been waited for, if the group goes on behind a command that has to be its last. Looks no
     * further than the first line that is no command of SMTP: what is wrong with that one is for the rules to say.
     */
    static Optional<Awaited> stuffedBehind(ByteBuf octets, int longestLine) {
        int at = octets.readerIndex();
        while (at < octets.writerIndex()) {
            int lineFeed = octets.indexOf(at, octets.writerIndex(), (byte) '\n');
            if (lineFeed < 0) {
                return Optional.empty();
            }
            int behind = lineFeed + 1;
            boolean more = behind < octets.writerIndex();
            switch (verb(octets, at, lineFeed)) {
                case DATA -> {
                    return more ? Optional.of(Awaited.DATA_REPLY) : Optional.empty();
                }
                case AUTH -> {
                    return more ? Optional.of(Awaited.AUTH_REPLY) : Optional.empty();
                }
                case EHLO, HELO -> {
                    ByteBuf rest = octets.slice(behind, octets.writerIndex() - behind);
                    boolean stuffed = isMoreThanOldClientsSend(rest, longestLine);
                    return stuffed ? Optional.of(Awaited.HELLO_REPLY) : Optional.empty();
                }
                case MAIL, RCPT, RSET, NOOP, VRFY, EXPN, HELP, VERB -> at = behind;
                case QUIT, ETRN, STARTTLS, BDAT, XCLIENT, XFORWARD, EXTRA, UNKNOWN -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Whether there is more behind EHLO or HELO than one command of a transaction. Old clients send one ahead, and monitors a
     * NOOP or QUIT: nothing can be smuggled with these.
     */
    static boolean isMoreThanOldClientsSend(ByteBuf octets, int longestLine) {
        int at = octets.readerIndex();
        int serious = 0;
        while (at < octets.writerIndex()) {
            int lineFeed = octets.indexOf(at, octets.writerIndex(), (byte) '\n');
            if (lineFeed < 0) {
                return octets.writerIndex() - at > longestLine;
            }
            serious += switch (verb(octets, at, lineFeed)) {
                case NOOP, RSET, HELP, QUIT -> 0;
                default -> 1;
            };
            at = lineFeed + 1;
            if (serious > 1 || at - octets.readerIndex() > longestLine) {
                return true;
            }
        }
        return false;
    }

    private static Verb verb(ByteBuf octets, int from, int lineFeed) {
        int end = lineFeed;
        while (end > from && octets.getByte(end - 1) == '\r') {
            end--;
        }
        return Verb.of(octets, from, end, NO_EXTRA_VERBS);
    }
}
