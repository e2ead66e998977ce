package org.smtpward.admin;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smtpward.policy.Action;
import org.smtpward.policy.RuleId;

/**
 * What the page shows of one moment, but for the single matches.
 *
 * @param sessions how many are open, by listener
 * @param mails how many the backend has taken since the start
 */
public record Overview(State state, List<Rule> rules, Map<String, Integer> sessions, long mails) {
    public Overview {
        rules = List.copyOf(rules);
        sessions = Collections.unmodifiableMap(new TreeMap<>(sessions));
    }

    /**
     * One rule.
     *
     * @param mode what it does with a match, in the configuration's word
     * @param counts how often which was done, since the start
     */
    public record Rule(RuleId id, String mode, Map<Action, Long> counts) {
        public Rule {
            var all = new EnumMap<Action, Long>(Action.class);
            for (Action action : Action.values()) {
                all.put(action, counts.getOrDefault(action, 0L));
            }
            counts = Collections.unmodifiableMap(all);
        }

        long count(Action action) {
            // Complete by construction.
            return counts.getOrDefault(action, 0L);
        }
    }
}
