package org.smtpward.quickstart;

/** Text for a terminal of 80 columns. Commands and file contents keep their lines, all else is wrapped. */
final class Page {
    private static final int COLUMNS = 78;

    private final StringBuilder text = new StringBuilder();

    Page heading(String heading) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        text.append(heading).append('\n');
        return this;
    }

    Page line() {
        text.append('\n');
        return this;
    }

    /** A paragraph, indented by two. */
    Page paragraph(String words) {
        return wrap("  ", "  ", words);
    }

    /** A point of a list. */
    Page point(String words) {
        return wrap("  - ", "    ", words);
    }

    /** A labelled fact. */
    Page fact(String label, String words) {
        return wrap("  %-12s".formatted(label), " ".repeat(14), words);
    }

    /** As it is, indented by four, for copying. */
    Page verbatim(String lines) {
        for (String line : lines.split("\n", -1)) {
            text.append(line.isEmpty() ? "" : "    " + line).append('\n');
        }
        return this;
    }

    /** As it is and not indented: a here-document ends at a line that is not. */
    Page raw(String lines) {
        text.append(lines);
        return this;
    }

    private Page wrap(String first, String then, String words) {
        var line = new StringBuilder(first);
        boolean empty = true;
        for (String whole : words.split(" ", -1)) {
            String word = whole;
            // Such as a long path: better cut than past the edge.
            int room = COLUMNS - Math.max(first.length(), then.length());
            for (; word.length() > room; word = word.substring(room)) {
                text.append(empty ? line : line + "\n" + then)
                        .append(word, 0, room)
                        .append('\n');
                line = new StringBuilder(then);
                empty = true;
            }
            if (!empty && line.length() + 1 + word.length() > COLUMNS) {
                text.append(line).append('\n');
                line = new StringBuilder(then);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        text.append(line).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
