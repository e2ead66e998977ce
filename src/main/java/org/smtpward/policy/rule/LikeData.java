package org.smtpward.policy.rule;

import io.netty.buffer.ByteBuf;
import org.smtpward.policy.Verdict;
import org.smtpward.reply.Reply;

/**
 * Refuses a line. One that another parser would read as DATA ends the session, since a client that believes in that parser
 * will send mail data next, and its lines must not be taken for commands.
 */
final class LikeData {
    private static final String DATA = "DATA";

    private LikeData() {}

    /** {@code reply}, and then the end if {@code line} is like DATA. */
    static Verdict.Match refuse(ByteBuf line, Reply reply, String reason) {
        return isLikeData(line) ? new Verdict.Disconnect(reply, reason) : new Verdict.Reject(reply, reason);
    }

    /** Whether its letters begin with DATA, whatever stands between them or in their eighth bits. */
    private static boolean isLikeData(ByteBuf line) {
        int letters = 0;
        for (int at = line.readerIndex(); at < line.writerIndex() && letters < DATA.length(); at++) {
            int octet = line.getByte(at) & 0x7f;
            if (octet <= ' ' || octet == 0x7f) {
                continue;
            }
            if ((octet & ~0x20) != DATA.charAt(letters++)) {
                return false;
            }
        }
        return letters == DATA.length();
    }
}
