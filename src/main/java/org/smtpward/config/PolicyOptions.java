package org.smtpward.config;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;

/**
 * What each rule does.
 *
 * @param modes complete: every rule has one
 */
public record PolicyOptions(Map<RuleId, Mode> modes) {
    public PolicyOptions {
        for (RuleId rule : RuleId.values()) {
            if (!modes.containsKey(rule)) {
                throw new IllegalArgumentException("no mode for the rule " + rule.label());
            }
        }
        modes = Collections.unmodifiableMap(new EnumMap<>(modes));
    }

    static Answer<PolicyOptions> read(Section policy) {
        var mode = policy.ask("mode").word(Mode.values(), Mode::label);
        var named = policy.ask("rules").section(PolicyOptions::readRules);
        policy.ask("custom").emptyList("rules of the site's own are not supported yet");
        return policy.assemble(() -> {
            Map<RuleId, Mode> modes = new EnumMap<>(RuleId.class);
            for (RuleId rule : RuleId.values()) {
                modes.put(rule, mode.get());
            }
            modes.putAll(named.get());
            return new PolicyOptions(modes);
        });
    }

    private static Answer<Map<RuleId, Mode>> readRules(Section rules) {
        Map<RuleId, Answer<Mode>> named = new EnumMap<>(RuleId.class);
        for (RuleId rule : RuleId.values()) {
            rules.find(rule.label()).ifPresent(setting -> named.put(rule, setting.section(PolicyOptions::readRule)));
        }
        return rules.assemble(() -> {
            Map<RuleId, Mode> modes = new EnumMap<>(RuleId.class);
            named.forEach((rule, mode) -> modes.put(rule, mode.get()));
            return modes;
        });
    }

    private static Answer<Mode> readRule(Section rule) {
        var mode = rule.ask("mode").word(Mode.values(), Mode::label);
        return rule.assemble(mode::get);
    }

    public Mode mode(RuleId rule) {
        // Complete by construction.
        return modes.getOrDefault(rule, rule.defaultMode());
    }
}
