package org.smtpward.admin;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether it works, in words: what an operator with three seconds reads.
 *
 * @param headline such as "Protecting 10.0.0.5:25"
 * @param since since when the headline holds, where that matters
 * @param facts what belongs to it: "backend answers", "enforcing"
 * @param notes what somebody should look at all the same, a sentence each
 */
public record State(Level level, String headline, Optional<Instant> since, List<String> facts, List<String> notes) {
    public State {
        if (headline.isBlank()) {
            throw new IllegalArgumentException("no headline");
        }
        facts = List.copyOf(facts);
        notes = List.copyOf(notes);
    }

    /** How loudly to say it. */
    public enum Level {
        GOOD,
        /** Mail passes, but something is not as it should be. */
        ATTENTION,
        BAD;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
