package org.smtpward.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.policy.Action;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleMatch;

/**
 * The rules report the same, whether all are enforced or all only watch: the counts of a site that watches are those that it
 * would have.
 *
 * <p>That holds as long as the dialogue is the same. A command that is refused does not reach the backend, and one that is only
 * watched does, so its reply may differ; from there the client's lines mean something else (mail data instead of
 * commands, for one). So matches are compared up to the first in the step after which the codes of the replies differ in their
 * first digit, which is what a client goes by. A session that is ended by a rule is compared to its end and
 * beyond: a rule that watches must report nothing that the end would have prevented.
 */
class MonitorTest {
    static List<Case> cases() {
        return Corpus.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void watchingRulesReportWhatEnforcedRulesDo(Case dialogue) {
        for (boolean mirrors : List.of(true, false)) {
            Performance enforced = Performance.proxied(dialogue, Settings.all(Mode.ENFORCE, mirrors));
            Performance watched = Performance.proxied(dialogue, Settings.all(Mode.MONITOR, mirrors));
            int step = firstDifference(enforced, watched);
            assertThat(reported(watched, step))
                    .as("enforced:%s%nwatched:%s", enforced, watched)
                    .isEqualTo(reported(enforced, step));
        }
    }

    /** Else the comparison could be empty. */
    @Test
    void theComparisonIsSeldomCutShort() {
        long cutShort = cases().stream()
                .filter(dialogue -> {
                    Performance enforced = Performance.proxied(dialogue, Settings.all(Mode.ENFORCE, true));
                    Performance watched = Performance.proxied(dialogue, Settings.all(Mode.MONITOR, true));
                    return firstDifference(enforced, watched)
                            < enforced.progress().size();
                })
                .count();
        assertThat(cutShort).isPositive().isLessThan(cases().size() / 10);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void watchingRulesBlockNothing(Case dialogue) {
        Performance watched = Performance.proxied(dialogue, Settings.all(Mode.MONITOR, true));
        assertThat(watched.matches()).extracting(RuleMatch::action).allMatch(Action.MONITOR::equals);
    }

    /** What is to be the same on both sides. */
    private static List<String> reported(Performance played, int step) {
        List<RuleMatch> matches = played.matches();
        if (step < played.progress().size()) {
            matches = matches.subList(0, firstMatchesOf(played, step));
        }
        return matches.stream().map(MonitorTest::text).toList();
    }

    private static String text(RuleMatch match) {
        return match.phase().label() + " " + match.rule().label() + ": " + match.reason();
    }

    /** The first step after which the replies differ, or past the last one; an end that a rule made is no difference. */
    private static int firstDifference(Performance enforced, Performance watched) {
        int steps = enforced.progress().size() - 1;
        for (int step = 0; step < steps; step++) {
            String classes = classes(enforced, step);
            if (!classes.equals(classes(watched, step))) {
                return endsIn(enforced, step) ? steps + 1 : step;
            }
        }
        return steps + 1;
    }

    private static String classes(Performance played, int step) {
        return Replies.classes(played.seen()
                .substring(
                        played.progress().get(step).octets(),
                        played.progress().get(step + 1).octets()));
    }

    /** Whether nothing more is said after {@code step}. */
    private static boolean endsIn(Performance enforced, int step) {
        return enforced.cause().isPresent()
                && enforced.progress().get(step + 1).octets() == enforced.seen().length();
    }

    /** How many matches there were before {@code step}, and the first one in it. */
    private static int firstMatchesOf(Performance played, int step) {
        int before = played.progress().get(step).matches();
        return Math.min(before + 1, played.progress().get(step + 1).matches());
    }
}
