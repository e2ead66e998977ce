package org.smtpward.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one node tells the others of its counts, as one message.
 *
 * @param node its name: 16 hexadecimal digits, drawn at its start
 * @param lines one for each address that matters
 */
record Report(String node, List<Line> lines) {
    /** Those with the most; a message of 40 KB. */
    static final int MAX_LINES = 1000;

    /** As high as a limit can be. */
    static final int MAX_COUNT = 1_000_000;

    private static final Pattern HEAD = Pattern.compile("smtpward-counts 1 (?<node>[0-9a-f]{16})");
    private static final Pattern LINE =
            Pattern.compile("(?<address>[0-9a-f]{1,16}) (?<connections>\\d{1,7}) (?<rate>\\d{1,7})");

    /**
     * One address.
     *
     * @param address as a number, as the limits count it
     * @param connections that are open
     * @param perSecond new ones in a second
     */
    record Line(long address, int connections, int perSecond) {}

    Report {
        lines = List.copyOf(lines);
        if (lines.size() > MAX_LINES) {
            throw new IllegalArgumentException("too many lines: " + lines.size());
        }
    }

    String toText() {
        var text = new StringBuilder("smtpward-counts 1 ").append(node).append('\n');
        for (Line line : lines) {
            text.append(Long.toHexString(line.address))
                    .append(' ')
                    .append(line.connections)
                    .append(' ')
                    .append(line.perSecond)
                    .append('\n');
        }
        return text.toString();
    }

    /** What {@code message} says, as far as it can be understood; empty: it is no report. */
    static Optional<Report> parse(String message) {
        List<String> text = message.lines().limit(1 + MAX_LINES).toList();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher head = HEAD.matcher(text.getFirst());
        if (!head.matches()) {
            return Optional.empty();
        }
        var lines = new ArrayList<Line>();
        for (String line : text.subList(1, text.size())) {
            Matcher written = LINE.matcher(line);
            if (written.matches()) {
                lines.add(new Line(
                        Long.parseUnsignedLong(written.group("address"), 16),
                        count(written.group("connections")),
                        count(written.group("rate"))));
            }
        }
        return Optional.of(new Report(head.group("node"), lines));
    }

    private static int count(String digits) {
        return Math.min(MAX_COUNT, Integer.parseInt(digits));
    }
}
