package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import java.util.Set;
import org.smtpward.command.Verb;

/** Looks ahead over command lines that came together (RFC 2920 §3.1), without decoding them. */
final class CommandGroup {
    private static final Set<String> NO_EXTRA_VERBS = Set.of();

    private CommandGroup() {}

    /**
     * Whether the group goes on behind a command that has to be its last. Looks no further than the first line that is no
     * command of SMTP: what is wrong with that one is for the rules to say.
     */
    static boolean isStuffed(ByteBuf octets, int longestLine) {
        int at = octets.readerIndex();
        while (at < octets.writerIndex()) {
            int lineFeed = octets.indexOf(at, octets.writerIndex(), (byte) '\n');
            if (lineFeed < 0) {
                return false;
            }
            int behind = lineFeed + 1;
            switch (verb(octets, at, lineFeed)) {
                case DATA, AUTH -> {
                    return behind < octets.writerIndex();
                }
                case EHLO, HELO -> {
                    ByteBuf rest = octets.slice(behind, octets.writerIndex() - behind);
                    return isMoreThanOldClientsSend(rest, longestLine);
                }
                case MAIL, RCPT, RSET, NOOP, VRFY, EXPN, HELP, VERB -> at = behind;
                case QUIT, ETRN, STARTTLS, BDAT, XCLIENT, XFORWARD, EXTRA, UNKNOWN -> {
                    return false;
                }
            }
        }
        return false;
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
