package org.smtpward.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.smtpward.session.SessionSettings;

/**
 * Variants of every dialogue keep its verdict: other words and blanks, honest commands between, other segments, inside TLS, and
 * cut in other ways. A failure names the seed of its variant.
 */
class MutationTest {
    private static final long FIRST_SEED = 51_823_618L;
    private static final int VARIANTS = 6_000;

    /** One way to change a dialogue; gives the same dialogue when it cannot be changed so. */
    private interface Mutation {
        Case change(Case dialogue, Random random);
    }

    private static final List<Mutation> MUTATIONS = List.of(
            TextMutations::letterCase,
            TextMutations::method,
            TextMutations::blanksInRequest,
            TextMutations::header,
            TextMutations::addresses,
            TextMutations::blanks,
            TextMutations::lineEnds,
            StepMutations::insertion,
            StepMutations::insertion,
            StepMutations::tlsBefore,
            StepMutations::join,
            StepMutations::part);

    @Test
    void noVariantOfAnAttackDoesHarm() {
        assertThat(play(Corpus.attacks())).isGreaterThan(5_000);
    }

    @Test
    void nobodyNoticesUsInAVariantOfAnHonestDialogue() {
        assertThat(play(Corpus.honest())).isGreaterThan(5_000);
    }

    /** How many variants were not what the corpus has itself. */
    private static int play(List<Case> cases) {
        int changed = 0;
        for (int i = 0; i < VARIANTS; i++) {
            long seed = FIRST_SEED + i;
            Case original = cases.get(i % cases.size());
            changed += play(original, seed) ? 1 : 0;
        }
        return changed;
    }

    private static boolean play(Case original, long seed) {
        var random = new Random(seed);
        Case variant = original;
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            variant = MUTATIONS.get(random.nextInt(MUTATIONS.size())).change(variant, random);
        }
        int manner = random.nextInt(4);
        Cut cut =
                switch (manner) {
                    case 0 -> isLong(variant) ? Cut.random(random) : Cut.EVERY_OCTET;
                    case 1 -> Cut.random(random);
                    default -> Cut.NONE;
                };
        List<SessionSettings> settings = Settings.fitting(variant);
        Performance played = Performance.proxied(variant, settings.get(random.nextInt(settings.size())), cut);
        assertThat(Judge.complaints(variant, played))
                .as("seed %d, %s:%n  %s%s", seed, variant, told(variant), played)
                .isEmpty();
        return manner < 2 || !variant.steps().equals(original.steps());
    }

    private static boolean isLong(Case dialogue) {
        return dialogue.steps().stream()
                .anyMatch(step ->
                        step instanceof Step.Segment segment && segment.marked().length() > 1_000);
    }

    private static String told(Case dialogue) {
        var told = new ArrayList<String>();
        for (Step step : dialogue.steps()) {
            told.add(step instanceof Step.Segment segment ? CaseText.written(segment.marked()) : step.toString());
        }
        return String.join("\n  ", told);
    }
}
