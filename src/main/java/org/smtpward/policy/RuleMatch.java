package org.smtpward.policy;

/**
 * One match of a rule, ready to be told to people.
 *
 * @param rule which rule
 * @param action what was done
 * @param phase when
 * @param reason why, in plain words and without a single octet of the peer, such as "looks like an HTTP request"
 * @param preview the first octets of what matched, escaped and cut ({@link Preview}); empty when they may not be shown
 */
public record RuleMatch(RuleId rule, Action action, Phase phase, String reason, String preview) {
    /** The same without octets of the peer, when they might be a secret. */
    public RuleMatch withoutPreview() {
        return new RuleMatch(rule, action, phase, reason, "");
    }
}
