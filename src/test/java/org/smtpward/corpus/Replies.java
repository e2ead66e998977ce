package org.smtpward.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts what a client has seen into replies. */
final class Replies {
    /** What EHLO says of us and not of the backend. */
    private static final Set<String> OURS = Set.of("STARTTLS", "CHUNKING");

    private Replies() {}

    /** The replies, with an LF between their lines. */
    static List<String> of(String seen) {
        var replies = new ArrayList<String>();
        var reply = new StringBuilder();
        for (String line : seen.split("\r\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            reply.append(reply.isEmpty() ? "" : "\n").append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                replies.add(reply.toString());
                reply.setLength(0);
            }
        }
        if (!reply.isEmpty()) {
            throw new IllegalArgumentException("a reply without its end: " + reply);
        }
        return replies;
    }

    /** The replies but for what is ours to change: EHLO keywords, and the code 403. */
    static List<String> comparable(String seen) {
        return of(seen).stream().map(Replies::withoutOurs).toList();
    }

    private static String comparableLine(String line) {
        String text = line.startsWith("403") ? "454" + line.substring(3) : line;
        return text.length() > 3 && text.charAt(3) == '-' ? text.substring(0, 3) + " " + text.substring(4) : text;
    }

    private static String withoutOurs(String reply) {
        return String.join(
                "\n",
                reply.lines()
                        .filter(line -> !(line.startsWith("250") && OURS.contains(line.substring(4))))
                        .map(Replies::comparableLine)
                        .toList());
    }

    /** The codes, as far as they are not ours to change. */
    static List<String> codes(String seen) {
        return comparable(seen).stream().map(reply -> reply.substring(0, 3)).toList();
    }

    /** The first digits of the codes, which decide what a client does next. */
    static String classes(String seen) {
        var classes = new StringBuilder();
        of(seen).forEach(reply -> classes.append(reply.charAt(0)));
        return classes.toString();
    }
}
