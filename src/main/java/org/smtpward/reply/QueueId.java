package org.smtpward.reply;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Queue identifier in the reply to mail data: the name of the message in the backend's log. */
public final class QueueId {
    /** Of the last line. The texts below are shorter, and what is read of a reply stays bounded. */
    private static final int MAX_LINE_OCTETS = 512;

    /** sendmail has 8 to 21 characters, Postfix 6 to about 20, Exim 16 or 23. */
    private static final String ID = "([A-Za-z0-9][A-Za-z0-9-]{4,39})";

    /** No quantifier stands within another: the time is linear in the length. */
    private static final Pattern TEXT = Pattern.compile(
            // sendmail, OpenSMTPD. Old ones have no enhanced status code.
            "(?:2\\.\\d\\.\\d )?" + ID + " Message accepted for delivery"
                    // Postfix, also behind a content filter that repeats its reply.
                    + "|.*\\bqueued as " + ID
                    // Exim.
                    + "|OK id=" + ID);

    private QueueId() {}

    /**
     * The identifier that the last line of {@code reply} names, or empty.
     *
     * @param reply a positive reply to mail data, with its CRLF; its indices stay as they are
     */
    public static Optional<String> of(ByteBuf reply) {
        int end = reply.writerIndex() - 2;
        int lineFeed = reply.indexOf(end, reply.readerIndex(), (byte) '\n');
        int text = (lineFeed < 0 ? reply.readerIndex() : lineFeed + 1) + "250 ".length();
        if (end <= text || end - text > MAX_LINE_OCTETS) {
            return Optional.empty();
        }
        Matcher matcher = TEXT.matcher(reply.toString(text, end - text, StandardCharsets.ISO_8859_1));
        return matcher.matches() ? group(matcher) : Optional.empty();
    }

    private static Optional<String> group(Matcher matcher) {
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return Optional.of(matcher.group(group));
            }
        }
        return Optional.empty();
    }
}
