package org.smtpward.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;

/** What a test says about an event. */
final class AnEvent {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.120Z");

    private AnEvent() {}

    static RuleEvent of(RuleId rule, Action action) {
        return RuleEvent.of(
                AT, ASession.inTheClear(), new RuleMatch(rule, action, Phase.CLEAR, "why", "GET / HTTP/1.1"));
    }

    /** What a client sends that would like to write lines of its own. */
    static RuleEvent hostile(String octets, String preview) {
        return RuleEvent.of(
                AT,
                ASession.inTheHandshake(Optional.of(octets), List.of(octets, "h2")),
                new RuleMatch(RuleId.SNI, Action.MONITOR, Phase.HANDSHAKE, "a name of nobody here", preview));
    }
}
