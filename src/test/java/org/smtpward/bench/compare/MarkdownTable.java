package org.smtpward.bench.compare;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown: the first column is a name, the others are numbers. */
final class MarkdownTable {
    private final List<String> lines = new ArrayList<>();

    MarkdownTable(String... head) {
        row(head);
        lines.add("| --- |" + " --: |".repeat(head.length - 1));
    }

    void row(String... cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
