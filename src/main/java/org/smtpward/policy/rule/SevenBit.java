package org.smtpward.policy.rule;

import io.netty.buffer.ByteBuf;
import org.smtpward.command.Command;
import org.smtpward.command.Verb;
import org.smtpward.policy.Rule;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.SessionView;
import org.smtpward.policy.Verdict;
import org.smtpward.reply.Reply;

/**
 * {@code MAIL ... BODY=7BIT}, for which every sendmail strips the eighth bit of the mail data: 0x8D 0x8A 0xAE become CR, LF
 * and a dot, an end of mail data that nobody before it has seen (so in 8.14 to 8.18.2). The parameter says what holds
 * without it (RFC 6152 §3), and without it nothing is stripped: so it is taken out.
 *
 * <p>sendmail ends a value at a blank or at a second {@code =}, so {@code SIZE=1=BODY=7BIT} counts as well. Whatever stands in
 * another place than behind the reverse-path, between blanks, is refused: no honest client writes it.
 */
public final class SevenBit implements Rule {
    private static final String PARAMETER = "BODY=7BIT";
    private static final String REASON = "BODY=7BIT, for which sendmail strips the eighth bit of mail data";
    private static final Verdict ODD =
            new Verdict.Reject(Reply.parameterSyntax(), REASON + ", where no parameter stands");

    @Override
    public RuleId id() {
        return RuleId.SEVEN_BIT;
    }

    @Override
    public Verdict check(Command command, SessionView session) {
        if (command.verb() != Verb.MAIL) {
            return Verdict.FORWARD;
        }
        ByteBuf line = command.line();
        int at = find(line, line.readerIndex());
        if (at < 0) {
            return Verdict.FORWARD;
        }
        int end = at + PARAMETER.length();
        boolean odd = !isBlank(line.getByte(at - 1))
                || end < line.writerIndex() && !isBlank(line.getByte(end))
                || !isBehindThePath(line, at)
                || find(line, end) >= 0;
        return odd
                ? ODD
                : new Verdict.Cut(blanksBefore(line, at) - line.readerIndex(), end - line.readerIndex(), REASON);
    }

    /** The index of the first of the blanks that stand before {@code at}. */
    private static int blanksBefore(ByteBuf line, int at) {
        int first = at;
        while (isBlank(line.getByte(first - 1))) {
            first--;
        }
        return first;
    }

    private static int find(ByteBuf line, int from) {
        for (int i = Math.max(from, line.readerIndex() + 1); i <= line.writerIndex() - PARAMETER.length(); i++) {
            if (matches(line, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(ByteBuf line, int at) {
        for (int i = 0; i < PARAMETER.length(); i++) {
            int octet = line.getByte(at + i);
            // A tab or a high bit must not hide it: sendmail strips the bit of commands, too (until 8.17.1).
            int letter = octet & 0x7f;
            int upper = letter >= 'a' && letter <= 'z' ? letter - ('a' - 'A') : letter;
            if (upper != PARAMETER.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The reverse-path ends at the first {@code >} outside of quotes; without brackets it is one word behind the colon. */
    private static boolean isBehindThePath(ByteBuf line, int at) {
        boolean quoted = false;
        if (line.indexOf(line.readerIndex(), line.writerIndex(), (byte) '<') < 0) {
            int colon = line.indexOf(line.readerIndex(), at, (byte) ':');
            int path = colon < 0 ? at : skip(line, colon + 1, at, true);
            boolean plain = line.indexOf(line.readerIndex(), line.writerIndex(), (byte) '"') < 0;
            return plain && path < at && skip(line, path, at, false) < at;
        }
        for (int i = line.readerIndex(); i < at; i++) {
            switch (line.getByte(i)) {
                case '"' -> quoted = !quoted;
                case '\\' -> i++;
                case '>' -> {
                    if (!quoted) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    /** The index behind the blanks, or behind what is none, from {@code from} on; at most {@code to}. */
    private static int skip(ByteBuf line, int from, int to, boolean blanks) {
        int index = from;
        while (index < to && isBlank(line.getByte(index)) == blanks) {
            index++;
        }
        return index;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
