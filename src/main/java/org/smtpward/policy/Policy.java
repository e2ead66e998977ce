package org.smtpward.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.smtpward.command.Command;
import org.smtpward.policy.rule.BareNewline;
import org.smtpward.policy.rule.CommandSyntax;
import org.smtpward.policy.rule.ForeignProtocol;
import org.smtpward.policy.rule.UnknownCommand;

/**
 * The rules in the order in which they are asked, and what a match of each leads to. Immutable: shared by all sessions,
 * replaced whole on reload.
 */
public final class Policy {
    /** Another protocol comes first, so that a browser's header line is reported as what it is. */
    private static final List<Rule> COMMAND_RULES =
            List.of(new ForeignProtocol(), new CommandSyntax(), new BareNewline(), new UnknownCommand());

    private final Map<RuleId, Mode> modes;

    /** {@code modes} for the rules that have one; the others have their default. */
    public Policy(Map<RuleId, Mode> modes) {
        this.modes = new EnumMap<>(RuleId.class);
        for (RuleId rule : RuleId.values()) {
            this.modes.put(rule, modes.getOrDefault(rule, rule.defaultMode()));
        }
    }

    /** The mode of {@code rule}. */
    public Mode mode(RuleId rule) {
        return java.util.Objects.requireNonNull(modes.get(rule));
    }

    /** What is to become of {@code command}. Matches are told to {@code matches}, also those that only are watched. */
    public Verdict check(Command command, SessionView session, MatchListener matches) {
        for (Rule rule : COMMAND_RULES) {
            if (mode(rule.id()) == Mode.OFF) {
                continue;
            }
            Verdict verdict = rule.check(command, session);
            String reason =
                    switch (verdict) {
                        case Verdict.Forward forward -> "";
                        case Verdict.Reject reject -> reject.reason();
                        case Verdict.Disconnect disconnect -> disconnect.reason();
                    };
            if (!reason.isEmpty() && blocks(rule.id(), session.phase(), reason, Preview.of(command.line()), matches)) {
                return verdict;
            }
        }
        return Verdict.FORWARD;
    }

    /**
     * Reports a match of {@code rule}, for what is not a command, and tells whether it has to be refused.
     *
     * @param reason why, in plain words, without an octet of the peer
     * @param preview the first octets, escaped, or empty
     */
    public boolean blocks(RuleId rule, Phase phase, String reason, String preview, MatchListener matches) {
        return switch (mode(rule)) {
            case OFF -> false;
            case MONITOR -> {
                matches.onMatch(new RuleMatch(rule, Action.MONITOR, phase, reason, preview));
                yield false;
            }
            case ENFORCE -> {
                matches.onMatch(new RuleMatch(rule, Action.BLOCK, phase, reason, preview));
                yield true;
            }
        };
    }

    /** Hears of every match. */
    public interface MatchListener {
        /** One match; called on the session's event loop. */
        void onMatch(RuleMatch match);
    }
}
