package org.smtpward.sendmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of sendmail.cf with its continuation lines, without its comments.
 *
 * @param number of its first line, from 1
 * @param text without line ends; never empty
 */
record CfLine(int number, String text) {
    /** A generated sendmail.cf has 60 to 200 KB. */
    static final int MAX_OCTETS = 4 << 20;

    /** sendmail's own lines are a few hundred octets; a list of classes may be long. */
    static final int MAX_LINE = 64 << 10;

    /** Folds, removes comments, skips what is empty. A line that begins with white space belongs to the one before it. */
    static List<CfLine> split(byte[] octets, String file) throws SendmailException {
        if (octets.length > MAX_OCTETS) {
            throw new SendmailException(file, "larger than %d octets; this is no sendmail.cf".formatted(MAX_OCTETS));
        }
        var lines = new ArrayList<CfLine>();
        var folded = new StringBuilder();
        int first = 1;
        int number = 0;
        for (String line : new String(octets, ISO_8859_1).split("\n", -1)) {
            number++;
            if (line.indexOf('\0') >= 0) {
                throw new SendmailException(file, number, "contains a NUL octet; this is no sendmail.cf");
            }
            boolean continues = number > 1 && !line.isEmpty() && isBlank(line.charAt(0));
            if (!continues) {
                add(folded, first, lines);
                first = number;
            }
            folded.append(line).append('\n');
            if (folded.length() > MAX_LINE) {
                throw new SendmailException(file, first, "longer than %d octets".formatted(MAX_LINE));
            }
        }
        add(folded, first, lines);
        return lines;
    }

    private static void add(StringBuilder folded, int number, List<CfLine> lines) {
        if (folded.length() > 0 && folded.charAt(0) != '#') {
            String text = withoutComments(folded.toString()).stripTrailing();
            if (!text.isBlank()) {
                lines.add(new CfLine(number, text));
            }
        }
        folded.setLength(0);
    }

    /** As translate_dollars() has it: a comment goes to the end of its line, unless $ or a backslash stands before it. */
    private static String withoutComments(String folded) {
        var text = new StringBuilder();
        for (String line : folded.split("\n", -1)) {
            int end = comment(line);
            text.append(end < 0 ? line : line.substring(0, end).stripTrailing());
        }
        return text.toString();
    }

    private static int comment(String line) {
        for (int i = 0; i < line.length(); i++) {
            boolean escaped = i > 0 && (line.charAt(i - 1) == '$' || line.charAt(i - 1) == '\\');
            if (line.charAt(i) == '#' && !escaped) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** What it configures: the first octet. */
    char kind() {
        return text.charAt(0);
    }

    String argument() {
        return text.substring(1);
    }
}
