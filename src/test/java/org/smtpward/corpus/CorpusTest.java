package org.smtpward.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;
import org.smtpward.session.SessionSettings;

/** Every dialogue of the corpus ends as it has to, with STARTTLS to the backend and without. */
class CorpusTest {
    static List<Case> attacks() {
        return Corpus.attacks();
    }

    static List<Case> honest() {
        return Corpus.honest();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void anAttackDoesNoHarm(Case attack) {
        assertVerdict(attack);
    }

    @ParameterizedTest
    @MethodSource("honest")
    void nobodyNoticesUsInAnHonestDialogue(Case honest) {
        assertVerdict(honest);
    }

    private static void assertVerdict(Case dialogue) {
        for (SessionSettings settings : Settings.fitting(dialogue)) {
            Performance played = Performance.proxied(dialogue, settings);
            assertThat(Judge.complaints(dialogue, played))
                    .as("with backend.tls %s:%s", settings.backendTls(), played)
                    .isEmpty();
        }
    }

    /** Else the corpus would show nothing: what harms nobody is no attack. */
    @ParameterizedTest
    @MethodSource("attacks")
    void anAttackHarmsASendmailThatStandsAlone(Case attack) {
        Performance direct = Performance.direct(attack);
        assertThat(Judge.damage(attack, direct).isEmpty()).as("%s", direct).isEqualTo(attack.is(Case.Trait.WITHSTOOD));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void anAttackHasAPayloadAndAnInnocentTwin(Case attack) {
        assertThat(attack.payloads()).isNotEmpty();
        assertThat(Corpus.honest())
                .extracting(honest -> honest.name().replaceAll("@.*", ""))
                .contains(attack.twin());
    }

    @Test
    void noTwoDialoguesHaveTheSameName() {
        Map<String, Long> names =
                Corpus.cases().stream().collect(Collectors.groupingBy(Case::name, Collectors.counting()));
        assertThat(names.values()).containsOnly(1L);
    }

    @Test
    void everyRuleStopsAnAttack() {
        Set<RuleId> blocking = EnumSet.complementOf(EnumSet.of(RuleId.SNI, RuleId.CUSTOM));
        assertThat(Corpus.attacks())
                .flatExtracting(
                        attack -> Performance.proxied(attack, Settings.MIRROR).matches())
                .extracting(RuleMatch::rule)
                .containsAll(blocking);
    }

    @Test
    void theCorpusIsRead() {
        assertThat(Corpus.attacks()).hasSizeGreaterThan(300);
        assertThat(Corpus.honest()).hasSizeGreaterThan(100);
    }
}
