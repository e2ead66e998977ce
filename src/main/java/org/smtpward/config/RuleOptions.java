package org.smtpward.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/**
 * What the configuration says of one rule, or of all rules that answer one advisory.
 *
 * @param mode empty: that of the advisory, else {@code policy.mode}
 * @param exempt the networks of clients that it leaves alone
 * @param commands of {@code bare-newline} alone
 * @param data of {@code bare-newline} alone
 */
record RuleOptions(
        Optional<Mode> mode,
        List<Network> exempt,
        Optional<NewlineTreatment> commands,
        Optional<NewlineTreatment> data) {

    /** {@code policy.rules}: by the rule's name or its advisory. */
    static Answer<Map<String, RuleOptions>> readAll(Section rules) {
        Map<String, Answer<RuleOptions>> named = new LinkedHashMap<>();
        for (String name : names()) {
            boolean newlines = name.equals(RuleId.BARE_NEWLINE.label());
            rules.find(name)
                    .ifPresent(setting -> named.put(name, setting.section(rule -> RuleOptions.read(rule, newlines))));
        }
        return rules.assemble(() -> {
            Map<String, RuleOptions> all = new LinkedHashMap<>();
            named.forEach((name, options) -> all.put(name, options.get()));
            return all;
        });
    }

    private static Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        // Custom rules have a mode each.
        List<RuleId> rules = Arrays.stream(RuleId.values())
                .filter(rule -> rule != RuleId.CUSTOM)
                .toList();
        rules.forEach(rule -> names.add(rule.label()));
        rules.forEach(rule -> names.add(rule.advisory()));
        return names;
    }

    private static Answer<RuleOptions> read(Section rule, boolean newlines) {
        var mode = rule.find("mode").map(setting -> setting.word(Mode.values(), Mode::label));
        var exempt = rule.find("exempt")
                .map(setting -> setting.each(element -> element.text(Network.EXPECTED, Network::parse)));
        var commands = newlines ? treatment(rule, "commands") : Optional.<Answer<NewlineTreatment>>empty();
        var data = newlines ? treatment(rule, "data") : Optional.<Answer<NewlineTreatment>>empty();
        return rule.assemble(() -> new RuleOptions(
                mode.map(Answer::get),
                exempt.map(Answer::get).orElse(List.of()),
                commands.map(Answer::get),
                data.map(Answer::get)));
    }

    private static Optional<Answer<NewlineTreatment>> treatment(Section rule, String key) {
        return rule.find(key).map(setting -> setting.word(NewlineTreatment.values(), NewlineTreatment::label));
    }
}
