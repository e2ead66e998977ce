package org.smtpward.reply;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Queue identifier in the reply to mail data: the name of the message in the backend's log. Looked for in every message, so by
 * hand: a regular expression costs as much as the rest of the log line.
 */
public final class QueueId {
    /** Of the last line. The texts below are shorter, and what is read of a reply stays bounded. */
    private static final int MAX_LINE_OCTETS = 512;

    /** sendmail has 8 to 21 characters, Postfix 6 to about 20, Exim 16 or 23. */
    private static final int MIN_CHARACTERS = 5;

    private static final int MAX_CHARACTERS = 40;

    /** An enhanced status code of success and a blank: {@code 2.0.0 }. */
    private static final int ENHANCED_CODE_CHARACTERS = 6;

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
        String id = id(reply.toString(text, end - text, StandardCharsets.ISO_8859_1));
        return isId(id) ? Optional.of(id) : Optional.empty();
    }

    /** What stands where the identifier of a known server would. */
    private static String id(String text) {
        // sendmail, OpenSMTPD. Old ones have no enhanced status code.
        if (text.endsWith(" Message accepted for delivery")) {
            int start = text.startsWith("2.") ? ENHANCED_CODE_CHARACTERS : 0;
            int end = text.length() - " Message accepted for delivery".length();
            return start < end ? text.substring(start, end) : "";
        }
        // Exim.
        if (text.startsWith("OK id=")) {
            return text.substring("OK id=".length());
        }
        // Postfix, also behind a content filter that repeats its reply.
        int queued = text.lastIndexOf(" queued as ");
        return queued < 0 ? "" : text.substring(queued + " queued as ".length());
    }

    private static boolean isId(String id) {
        if (id.length() < MIN_CHARACTERS || id.length() > MAX_CHARACTERS || id.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char one = id.charAt(i);
            boolean isLetterOrDigit = one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z' || one >= '0' && one <= '9';
            if (!isLetterOrDigit && one != '-') {
                return false;
            }
        }
        return true;
    }
}
