package org.smtpward.config;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Mode;
import org.smtpward.policy.Policy;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.rule.CustomRule;

/**
 * What each rule does.
 *
 * @param modes complete: every rule has one
 * @param exempt by rule, the networks of clients that it leaves alone; a rule without any is missing
 * @param newlinesInCommands what an enforced {@code bare-newline} does about commands
 * @param newlinesInData what it does about mail data
 * @param custom the site's own rules
 */
public record PolicyOptions(
        Map<RuleId, Mode> modes,
        Map<RuleId, List<Network>> exempt,
        NewlineTreatment newlinesInCommands,
        NewlineTreatment newlinesInData,
        List<CustomRule> custom) {
    public PolicyOptions {
        for (RuleId rule : RuleId.values()) {
            if (!modes.containsKey(rule)) {
                throw new IllegalArgumentException("no mode for the rule " + rule.label());
            }
        }
        modes = Collections.unmodifiableMap(new EnumMap<>(modes));
        exempt = Map.copyOf(exempt);
        custom = List.copyOf(custom);
        if (custom.stream().map(CustomRule::name).distinct().count() < custom.size()) {
            throw new InvalidOption("custom", "two rules have the same id");
        }
    }

    static Answer<PolicyOptions> read(Section policy) {
        var all = policy.ask("mode").word(Mode.values(), Mode::label);
        var rules = policy.ask("rules").section(RuleOptions::readAll);
        var custom = policy.ask("custom").each(element -> element.section(CustomRuleOptions::read));
        return policy.assemble(() -> make(all.get(), rules.get(), custom.get()));
    }

    /** A rule named by itself wins over one named by its advisory, and that over {@code policy.mode}. */
    private static PolicyOptions make(Mode all, Map<String, RuleOptions> named, List<CustomRuleOptions> custom) {
        Map<RuleId, Mode> modes = new EnumMap<>(RuleId.class);
        Map<RuleId, List<Network>> exempt = new HashMap<>();
        for (RuleId rule : RuleId.values()) {
            var own = Optional.ofNullable(named.get(rule.label()));
            var family = Optional.ofNullable(named.get(rule.advisory()));
            modes.put(
                    rule,
                    own.flatMap(RuleOptions::mode)
                            .or(() -> family.flatMap(RuleOptions::mode))
                            .orElse(rule.under(all)));
            List<Network> networks = own.map(RuleOptions::exempt)
                    .filter(list -> !list.isEmpty())
                    .or(() -> family.map(RuleOptions::exempt))
                    .orElse(List.of());
            if (!networks.isEmpty()) {
                exempt.put(rule, networks);
            }
        }
        var newlines = Optional.ofNullable(named.get(RuleId.BARE_NEWLINE.label()));
        return new PolicyOptions(
                modes,
                exempt,
                newlines.flatMap(RuleOptions::commands).orElse(NewlineTreatment.NORMALIZE),
                newlines.flatMap(RuleOptions::data).orElse(NewlineTreatment.NORMALIZE),
                custom.stream().map(rule -> rule.under(all)).toList());
    }

    public Mode mode(RuleId rule) {
        // Complete by construction.
        return modes.getOrDefault(rule, Mode.ENFORCE);
    }

    /** The rules as sessions ask them. */
    public Policy policy() {
        Map<RuleId, Predicate<String>> exemptions = new EnumMap<>(RuleId.class);
        exempt.forEach((rule, networks) -> exemptions.put(rule, address -> Network.anyContains(networks, address)));
        return new Policy(modes, exemptions, newlinesInCommands, newlinesInData, custom);
    }
}
