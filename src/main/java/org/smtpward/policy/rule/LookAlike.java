package org.smtpward.policy.rule;

import io.netty.buffer.ByteBuf;
import org.smtpward.policy.Verdict;
import org.smtpward.reply.Reply;

/**
 * Refuses a line. One that another parser would read as DATA or STARTTLS ends the session: a client that believes in that
 * parser sends mail data or a handshake next, and its octets must not be taken for commands.
 */
final class LookAlike {
    private static final String[] VERBS = {"DATA", "STARTTLS"};

    private LookAlike() {}

    /** {@code reply}, and then the end if {@code line} looks like a command that changes how octets are read. */
    static Verdict.Match refuse(ByteBuf line, Reply reply, String reason) {
        for (String verb : VERBS) {
            if (isLike(line, verb)) {
                return new Verdict.Disconnect(reply, reason);
            }
        }
        return new Verdict.Reject(reply, reason);
    }

    /** Whether the letters of the line begin with {@code verb}, whatever stands between them or in their eighth bits. */
    private static boolean isLike(ByteBuf line, String verb) {
        int letters = 0;
        for (int at = line.readerIndex(); at < line.writerIndex() && letters < verb.length(); at++) {
            int octet = line.getByte(at) & 0x7f;
            if (octet <= ' ' || octet == 0x7f) {
                continue;
            }
            if ((octet & ~0x20) != verb.charAt(letters++)) {
                return false;
            }
        }
        return letters == verb.length();
    }
}
