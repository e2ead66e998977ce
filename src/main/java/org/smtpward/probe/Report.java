package org.smtpward.probe;

import java.util.List;
import java.util.Set;

/**
 * What a server was found to be.
 *
 * @param greeting its greeting, escaped and cut
 */
public record Report(Target target, String greeting, List<Finding> findings) {
    public Report {
        findings = List.copyOf(findings);
    }

    /** How many findings have the verdict {@code word}. */
    public long count(String word) {
        return findings.stream()
                .filter(finding -> finding.verdict().word().equals(word))
                .count();
    }

    /**
     * Whether something was found that the caller does not want.
     *
     * @param words of verdicts; or of threats, for what is open there or worth a note
     */
    public boolean has(Set<String> words) {
        return findings.stream()
                .anyMatch(finding -> words.contains(finding.verdict().word())
                        || words.contains(finding.check().threat().label()) && isBad(finding.verdict()));
    }

    private static boolean isBad(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Open v -> true;
            case Verdict.Note v -> true;
            case Verdict.Safe v -> false;
            case Verdict.Unclear v -> false;
            case Verdict.Skipped v -> false;
        };
    }
}
