package org.smtpward.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smtpward.corpus.CaseText;

/**
 * What {@link ReplyDecoder} is to find, on a whole text and line by line: slow, and short enough to be seen to be right.
 *
 * @param replies the whole ones, with CRLF behind each line
 * @param malformed whether what follows them can be no reply
 */
record SlowReplies(List<String> replies, boolean malformed) {
    private static final Pattern LINE = Pattern.compile("([2-5][0-9]{2})(?:([ -])[^\r]*)?\r?", Pattern.DOTALL);

    static SlowReplies of(String octets, int maxLine, int maxLines, int maxReply) {
        var replies = new ArrayList<String>();
        var reply = new ArrayList<String>();
        int length = 0;
        for (String line : octets.split("(?<=\n)", -1)) {
            length += line.length();
            if (line.length() > maxLine || length > maxReply) {
                return new SlowReplies(replies, true);
            }
            if (!line.endsWith("\n")) {
                break;
            }
            Matcher parts = LINE.matcher(line.substring(0, line.length() - 1));
            if (!parts.matches() || reply.size() == maxLines || !isOfCode(reply, parts.group(1))) {
                return new SlowReplies(replies, true);
            }
            reply.add(line.replaceFirst("\r?\n$", ""));
            if (!"-".equals(parts.group(2))) {
                replies.add(String.join("\r\n", reply) + "\r\n");
                reply.clear();
                length = 0;
            }
        }
        return new SlowReplies(replies, false);
    }

    private static boolean isOfCode(List<String> lines, String code) {
        return lines.stream().allMatch(line -> line.startsWith(code));
    }

    @Override
    public String toString() {
        return replies.stream().map(CaseText::written).toList() + (malformed ? ", malformed" : "");
    }
}
