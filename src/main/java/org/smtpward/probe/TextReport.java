package org.smtpward.probe;

import java.io.PrintWriter;
import java.util.List;

/** The report for people: a line for each check, under its threat. */
public final class TextReport {
    private static final int WORD = 9;

    private final PrintWriter out;
    private final boolean colours;

    /** @param colours whether {@code out} understands ANSI escapes */
    public TextReport(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    public void print(Report report) {
        out.printf("%s says: %s%n", report.target().label(), report.greeting());
        for (Threat threat : Threat.values()) {
            List<Finding> findings = report.findings().stream()
                    .filter(finding -> finding.check().threat() == threat)
                    .toList();
            if (!findings.isEmpty()) {
                out.println();
                out.println(colour("1", threat.title()));
                findings.forEach(this::print);
            }
        }
        out.println();
        out.println(sum(report));
        out.flush();
    }

    private void print(Finding finding) {
        Check check = finding.check();
        Verdict verdict = finding.verdict();
        out.println("  " + colour(colourOf(verdict), pad(verdict.word(), WORD)) + pad(check.name(), Check.MAX_NAME + 2)
                + verdict.why() + colour("2", " [" + check.reference() + "]"));
    }

    private static String sum(Report report) {
        long open = report.count("open");
        String counts = "%d open, %d worth a note, %d unclear, %d skipped, %d safe."
                .formatted(
                        open,
                        report.count("note"),
                        report.count("unclear"),
                        report.count("skipped"),
                        report.count("safe"));
        String next =
                open > 0 ? " Put smtpward in front of it: the README says how." : " docs/probe.md says what was asked.";
        return counts + next;
    }

    private static String colourOf(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Open v -> "31";
            case Verdict.Note v -> "33";
            case Verdict.Unclear v -> "33";
            case Verdict.Safe v -> "32";
            case Verdict.Skipped v -> "2";
        };
    }

    private static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(1, columns - text.length()));
    }

    private String colour(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
