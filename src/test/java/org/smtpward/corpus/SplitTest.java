package org.smtpward.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.policy.RuleId;
import org.smtpward.session.SessionSettings;

/**
 * However the segments of a dialogue are cut: the backend runs the same commands, the client sees the same replies, and the
 * verdict is the same.
 *
 * <p>Two attacks are about segments, so a cut shows, though never in the verdict. Of a stuffed group that comes in one segment
 * not even the first command passes; when it comes in two, that command has passed before the rest is there. And STARTTLS
 * with something behind it in the same segment is refused, while one that stands alone has been answered.
 */
class SplitTest {
    /** So many cuts of a segment are tried; most segments have fewer octets. */
    private static final int MOST_CUTS = 120;

    /** What stands in one segment, or comes before a reply, is what these rules are about. */
    private static final Set<RuleId> ABOUT_TIME =
            EnumSet.of(RuleId.PIPELINING, RuleId.EARLY_TALKER, RuleId.STARTTLS_INJECTION);

    static List<Case> cases() {
        return Corpus.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noCutMakesADifference(Case dialogue) {
        var random = new Random(dialogue.name().hashCode());
        for (SessionSettings settings : Settings.fitting(dialogue)) {
            Performance whole = Performance.proxied(dialogue, settings);
            for (Cut cut : cuts(dialogue, random)) {
                assertSame(dialogue, whole, Performance.proxied(dialogue, settings, cut));
            }
            assertSame(dialogue, whole, Performance.proxied(dialogue, settings, Cut.EVERY_OCTET));
            if (!isAboutTime(dialogue, whole)) {
                Performance slow = Performance.proxied(dialogue, settings, Cut.EVERY_OCTET.answeredBetween());
                assertSame(dialogue, whole, slow);
            }
        }
    }

    /** Replies between the pieces would make another dialogue of it. */
    private static boolean isAboutTime(Case dialogue, Performance whole) {
        boolean early = dialogue.steps().getFirst() instanceof Step.Segment first && !first.waits();
        return early || whole.matches().stream().anyMatch(match -> ABOUT_TIME.contains(match.rule()));
    }

    private static List<Cut> cuts(Case dialogue, Random random) {
        var cuts = new ArrayList<Cut>();
        int number = 0;
        for (Step step : dialogue.steps()) {
            if (step instanceof Step.Segment segment) {
                int length = Marked.octets(segment.marked()).length;
                for (int i = 1; i < Math.min(length, MOST_CUTS); i++) {
                    cuts.add(Cut.at(number, length <= MOST_CUTS ? i : 1 + random.nextInt(length - 1)));
                }
                number++;
            }
        }
        return cuts;
    }

    private static void assertSame(Case dialogue, Performance whole, Performance cut) {
        boolean same = whole.commands().equals(cut.commands())
                && whole.answers().equals(cut.answers())
                && whole.messages().equals(cut.messages())
                && whole.seen().equals(cut.seen())
                && whole.cause().equals(cut.cause());
        if (!same) {
            assertThat(isStuffed(whole, cut) || isInjected(whole, cut))
                    .as("whole:%s%ncut:%s", whole, cut)
                    .isTrue();
            // The same is said of what is equal once, when it is played whole.
            if (!isStuffed(whole, cut)) {
                assertThat(Judge.complaints(dialogue, cut)).as("cut:%s", cut).isEmpty();
            }
        }
    }

    /** Commands of the group have passed before it was seen to be stuffed, and been answered before the end; no mail has. */
    private static boolean isStuffed(Performance whole, Performance cut) {
        int commands = whole.commands().size();
        List<String> expected = Replies.of(whole.seen());
        List<String> seen = Replies.of(cut.seen());
        return stopped(whole, RuleId.PIPELINING)
                && stopped(cut, RuleId.PIPELINING)
                && whole.cause().equals(cut.cause())
                && cut.commands().size() > commands
                && cut.commands().subList(0, commands).equals(whole.commands())
                && cut.messages().equals(whole.messages())
                && seen.containsAll(expected)
                && seen.size() <= expected.size() + cut.commands().size() - commands
                && seen.getLast().equals(expected.getLast());
    }

    /** The backend may have been asked for TLS, and the client been told to begin. */
    private static boolean isInjected(Performance whole, Performance cut) {
        var withoutStartTls = new ArrayList<>(cut.commands());
        withoutStartTls.removeIf("STARTTLS"::equals);
        return stopped(whole, RuleId.STARTTLS_INJECTION)
                && whole.cause().equals(cut.cause())
                && withoutStartTls.equals(whole.commands())
                && cut.messages().isEmpty();
    }

    private static boolean stopped(Performance played, RuleId rule) {
        return played.matches().stream().anyMatch(match -> match.rule() == rule);
    }
}
