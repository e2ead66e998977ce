package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Replies as the fuzz target reads them: line by line, on strings. */
final class FuzzedReply {
    private static final Pattern ONE = Pattern.compile("(?:([2-5]\\d\\d)-[^\r\n]*\r\n)*([2-5]\\d\\d)(?: [^\r\n]*)?");

    private FuzzedReply() {}

    /** Whether {@code text} and CRLF are one reply of lines that are not too long. */
    static boolean isOne(String text) {
        return ONE.matcher(text).matches()
                && text.length() < 500
                && text.lines().allMatch(line -> line.startsWith(text.substring(0, 3)));
    }

    static int code(String reply) {
        return reply.matches("(?s)[2-5]\\d\\d.*") ? Integer.parseInt(reply.substring(0, 3)) : 0;
    }

    /** The codes of the replies in {@code octets}, each of whose lines has to be one of a reply. */
    static List<Integer> codes(String octets) {
        var codes = new ArrayList<Integer>();
        for (String line : octets.split("\r\n", -1)) {
            if (line.isEmpty() && codes.isEmpty() && octets.isEmpty()) {
                return codes;
            }
            if (line.matches("(?s)[2-5]\\d\\d(?: [^\r\n]*)?")) {
                codes.add(code(line));
            } else if (!line.isEmpty() && !line.matches("(?s)[2-5]\\d\\d-[^\r\n]*")) {
                throw new AssertionError("no line of a reply: " + Script.text(line.getBytes(ISO_8859_1)));
            }
        }
        return codes;
    }
}
