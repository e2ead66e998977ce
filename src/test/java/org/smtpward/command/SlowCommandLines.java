package org.smtpward.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.smtpward.corpus.CaseText;

/**
 * What {@link CommandDecoder} is to find, on a whole text and line by line: slow, and short enough to be seen to be right.
 * The line behind an AUTH command is an answer to it, as if the backend always asked.
 */
final class SlowCommandLines {
    /**
     * One line.
     *
     * @param text without its line end; of one that is too long, the beginning
     */
    record Line(Verb verb, String text, Command.Ending ending) {
        @Override
        public String toString() {
            return verb + " " + CaseText.written(text) + " " + ending;
        }
    }

    private final LineLimits limits;
    private final Set<String> extraVerbs;
    private final boolean authOffered;

    SlowCommandLines(LineLimits limits, Set<String> extraVerbs, boolean authOffered) {
        this.limits = limits;
        this.extraVerbs = extraVerbs;
        this.authOffered = authOffered;
    }

    List<Line> of(String octets) {
        var lines = new ArrayList<Line>();
        boolean answer = false;
        int at = 0;
        while (at < octets.length()) {
            int lineFeed = octets.indexOf('\n', at);
            String whole = octets.substring(at, lineFeed < 0 ? octets.length() : lineFeed + 1);
            int limit = answer ? limits.authLine() : limit(whole);
            if (whole.length() <= limit && lineFeed < 0) {
                break;
            }
            Line line = whole.length() > limit ? tooLong(whole, limit) : line(whole, answer);
            lines.add(line);
            answer = line.verb() == Verb.AUTH;
            at = lineFeed < 0 ? octets.length() : lineFeed + 1;
        }
        return lines;
    }

    private Line tooLong(String whole, int limit) {
        String beginning = whole.substring(0, limit - 1);
        return new Line(verb(beginning), beginning, Command.Ending.OVERSIZED);
    }

    private Line line(String whole, boolean answer) {
        String text = whole.replaceFirst("\r*\n$", "");
        Command.Ending ending =
                switch (whole.length() - text.length()) {
                    case 1 -> Command.Ending.BARE_LF;
                    case 2 -> Command.Ending.CRLF;
                    default -> Command.Ending.CR_CRLF;
                };
        return new Line(answer ? Verb.UNKNOWN : verb(text), text, ending);
    }

    private int limit(String line) {
        return switch (word(line)) {
            case "MAIL", "RCPT" -> limits.envelopeLine();
            case "AUTH" -> authOffered ? limits.authLine() : limits.envelopeLine();
            default -> limits.commandLine();
        };
    }

    private Verb verb(String line) {
        String word = word(line);
        if (extraVerbs.contains(word)) {
            return Verb.EXTRA;
        }
        for (Verb verb : Verb.values()) {
            if (verb != Verb.EXTRA && verb.name().equals(word)) {
                return verb;
            }
        }
        return Verb.UNKNOWN;
    }

    /** The first word; only ASCII has upper case. */
    private static String word(String line) {
        String word = line.split("[ \t]", 2)[0];
        return word.chars().allMatch(octet -> octet < 0x80) ? word.toUpperCase(Locale.ROOT) : word;
    }
}
