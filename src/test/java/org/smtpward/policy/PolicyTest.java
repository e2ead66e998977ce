package org.smtpward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smtpward.command.Command;
import org.smtpward.command.Verb;
import org.smtpward.maildata.NewlineTreatment;

/** Which rule wins, and what its mode makes of it. */
class PolicyTest {
    /** Matches every rule for commands: another protocol, a blank before the verb, a bare CR, no verb. */
    private static final String EVERYTHING_WRONG = " GET\r/ HTTP/1.1";

    private final List<RuleMatch> matches = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(RuleId.class)
    void everyRuleButSniIsEnforcedByDefault(RuleId rule) {
        assertThat(policy(Map.of()).mode(rule)).isEqualTo(rule == RuleId.SNI ? Mode.MONITOR : Mode.ENFORCE);
    }

    @Test
    void theFirstRuleThatMatchesWins() {
        assertThat(check(Map.of(), EVERYTHING_WRONG)).isInstanceOf(Verdict.Disconnect.class);
        assertThat(matches).extracting(RuleMatch::rule).containsExactly(RuleId.FOREIGN_PROTOCOL);
    }

    @Test
    void aRuleInMonitorModeLetsTheNextOneSpeak() {
        Verdict verdict =
                check(Map.of(RuleId.FOREIGN_PROTOCOL, Mode.MONITOR, RuleId.COMMAND_SYNTAX, Mode.OFF), EVERYTHING_WRONG);
        assertThat(verdict).isInstanceOf(Verdict.Reject.class);
        assertThat(matches)
                .extracting(match -> match.rule() + " " + match.action())
                .containsExactly("FOREIGN_PROTOCOL MONITOR", "BARE_NEWLINE BLOCK");
    }

    @Test
    void whenAllOnlyWatchTheOneThatWouldHaveRefusedIsTold() {
        Verdict verdict = check(
                Map.of(
                        RuleId.FOREIGN_PROTOCOL, Mode.MONITOR,
                        RuleId.COMMAND_SYNTAX, Mode.MONITOR,
                        RuleId.BARE_NEWLINE, Mode.MONITOR,
                        RuleId.UNKNOWN_COMMAND, Mode.MONITOR),
                EVERYTHING_WRONG);
        assertThat(verdict).isEqualTo(Verdict.FORWARD);
        assertThat(matches).extracting(RuleMatch::rule).containsExactly(RuleId.FOREIGN_PROTOCOL);
    }

    @Test
    void aCommandThatNoRuleMatchesPassesInSilence() {
        assertThat(check(Map.of(), "MAIL FROM:<a@client.example>", Verb.MAIL)).isEqualTo(Verdict.FORWARD);
        assertThat(matches).isEmpty();
    }

    @Test
    void labelsAreStable() {
        assertThat(RuleId.values())
                .extracting(RuleId::label)
                .contains(
                        "foreign-protocol",
                        "unknown-command",
                        "command-syntax",
                        "bare-newline",
                        "starttls-injection",
                        "alpn",
                        "sni");
        assertThat(RuleId.values()).extracting(RuleId::advisory).doesNotContain("");
    }

    private Verdict check(Map<RuleId, Mode> modes, String line) {
        return check(modes, line, Verb.UNKNOWN);
    }

    private Verdict check(Map<RuleId, Mode> modes, String line, Verb verb) {
        var octets = Unpooled.copiedBuffer(line, StandardCharsets.ISO_8859_1);
        return rules(modes).check(new Command(verb, octets, Command.Ending.CRLF));
    }

    private SessionRules rules(Map<RuleId, Mode> modes) {
        return new SessionRules(policy(modes), new Somebody(Phase.CLEAR), 5, matches::add);
    }

    private static Policy policy(Map<RuleId, Mode> modes) {
        return new Policy(modes, Map.of(), NewlineTreatment.NORMALIZE, NewlineTreatment.NORMALIZE, List.of());
    }
}
