package org.smtpward.probe;

import java.util.List;

/** What a check found out. */
public sealed interface Verdict {
    /** The attack does not work. */
    record Safe(String why) implements Verdict {}

    /** The attack works, as far as it was played. */
    record Open(String why) implements Verdict {}

    /** No attack by itself, but laxer than it could be, or a flaw. */
    record Note(String why) implements Verdict {}

    /** The server did something else: try again later, from elsewhere, or by hand. */
    record Unclear(String why) implements Verdict {}

    /** Not played. */
    record Skipped(String why) implements Verdict {}

    /** All that {@link #word} may be, the worst first. */
    List<String> WORDS = List.of("open", "note", "unclear", "skipped", "safe");

    /** What happened, in one line, without an octet of the server that is not escaped. */
    String why();

    /** The word in tables, in JSON and in {@code --fail-on}. */
    default String word() {
        return switch (this) {
            case Safe v -> "safe";
            case Open v -> "open";
            case Note v -> "note";
            case Unclear v -> "unclear";
            case Skipped v -> "skipped";
        };
    }
}
