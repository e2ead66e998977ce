package org.smtpward.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replies as the table has them: {@code 421 4.3.2}. */
final class Replies {
    private static final Pattern LAST_LINE = Pattern.compile("(?m)^(\\d{3})(?: (\\d\\.\\d\\.\\d)| ).*$");

    /** What is no reply. */
    static final String GARBAGE = "garbage";

    private Replies() {}

    static String summary(String line) {
        List<String> all = all(line);
        return all.size() == 1 ? all.get(0) : GARBAGE;
    }

    /** Those in {@code text}; octets of TLS are told apart. */
    static List<String> all(String text) {
        if (text.startsWith("\25\3")) {
            return List.of("a TLS alert");
        }
        if (text.startsWith("\26\3") || text.startsWith("\27\3") || text.startsWith("\24\3")) {
            return List.of("TLS");
        }
        var replies = new ArrayList<String>();
        Matcher line = LAST_LINE.matcher(text);
        while (line.find()) {
            replies.add(line.group(1) + (line.group(2) == null ? "" : ' ' + line.group(2)));
        }
        return replies;
    }
}
