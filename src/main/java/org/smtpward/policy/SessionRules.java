package org.smtpward.policy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.smtpward.command.Command;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.rule.CustomRule;
import org.smtpward.reply.Reply;

/**
 * The rules as they apply to one session. Reports each match as what was done about it, and keeps in mind what enforced
 * rules would have done by now: when a rule that only watches would have ended the session, nothing that follows would have
 * happened, so it is not reported. That makes the counts of {@link Mode#MONITOR} those of {@link Mode#ENFORCE}.
 */
public final class SessionRules {
    private final Policy policy;
    private final SessionView session;
    private final MatchListener listener;
    private final Set<RuleId> exempt;
    private final int maxBadCommands;
    private int badCommands;
    private int wouldBeBadCommands;
    private boolean wouldHaveEnded;
    private boolean watched;

    /**
     * @param maxBadCommands {@code limits.bad-commands}
     * @param listener hears of every match that is to be reported
     */
    public SessionRules(Policy policy, SessionView session, int maxBadCommands, MatchListener listener) {
        this.policy = policy;
        this.session = session;
        this.maxBadCommands = maxBadCommands;
        this.listener = listener;
        this.exempt = policy.exemptions(session.clientAddress());
    }

    /** What is to become of {@code command}. */
    public Verdict check(Command command) {
        watched = false;
        for (Rule rule : policy.commandRules()) {
            if (!(rule.check(command, session) instanceof Verdict.Match match)) {
                continue;
            }
            boolean enforced = policy.mode(rule) == Mode.ENFORCE && !exempt.contains(rule.id());
            if (enforced || !watched) {
                // Of several rules that only watch, the first would have been the last.
                report(rule.id(), policy.mode(rule), match, command);
            }
            if (enforced) {
                return match;
            }
            watched |=
                    policy.mode(rule) == Mode.MONITOR && !exempt.contains(rule.id()) && !(match instanceof Verdict.Cut);
        }
        return Verdict.FORWARD;
    }

    private void report(RuleId rule, Mode mode, Verdict.Match match, Command command) {
        Action done = match instanceof Verdict.Cut ? Action.REWRITE : Action.BLOCK;
        report(rule, mode, done, match.reason(), Preview.of(command.line()));
        if (mode == Mode.MONITOR && !exempt.contains(rule)) {
            wouldHaveEnded |= match instanceof Verdict.Disconnect
                    || match instanceof Verdict.Reject reject
                            && isBad(reject.reply())
                            && ++wouldBeBadCommands > maxBadCommands;
        }
    }

    /** Counts a command that was refused with {@code reply}; tells whether the session has to end for it. */
    public boolean isOneBadCommandTooMany(Reply reply) {
        if (!isBad(reply)) {
            return false;
        }
        wouldBeBadCommands++;
        return ++badCommands > maxBadCommands;
    }

    /** 500 is for what is no command; a command with an argument that cannot be is answered with another code. */
    private static boolean isBad(Reply reply) {
        return reply.code() == 500;
    }

    /**
     * Reports a match of {@code rule}, for what is not a command, and tells whether it has to be refused, which ends the
     * session.
     *
     * @param reason why, in plain words, without an octet of the peer
     * @param preview the first octets, escaped, or empty
     */
    public boolean ends(RuleId rule, String reason, String preview) {
        boolean enforced = does(rule, Action.BLOCK, reason, preview);
        // A rule that policy.mode = enforce leaves watching would end nothing.
        wouldHaveEnded |=
                policy.mode(rule) == Mode.MONITOR && rule.under(Mode.ENFORCE) == Mode.ENFORCE && !exempt.contains(rule);
        return enforced;
    }

    /** The same for what is refused without an end of the session. */
    public boolean refuses(RuleId rule, String reason) {
        watched = policy.mode(rule) == Mode.MONITOR && !exempt.contains(rule);
        return does(rule, Action.BLOCK, reason, "");
    }

    /** The same for what is made harmless. */
    public boolean rewrites(RuleId rule, String reason, String preview) {
        return does(rule, Action.REWRITE, reason, preview);
    }

    /**
     * The same for a reply.
     *
     * @param watched whether a rule that only watches would have kept the command back: then there would be no reply
     */
    public boolean rewritesReply(RuleId rule, String reason, String preview, boolean watched) {
        boolean watches = policy.mode(rule) == Mode.MONITOR && !exempt.contains(rule);
        return !(watched && watches) && rewrites(rule, reason, preview);
    }

    /** Whether a rule that only watches would have kept back what was looked at last. */
    public boolean lastWasWatched() {
        return watched;
    }

    /** A bare CR or LF was seen in mail data: what is to become of it and of those that follow. */
    public NewlineTreatment onBareNewlineInData(String reason) {
        boolean enforced =
                switch (policy.newlinesInData()) {
                    case NORMALIZE -> rewrites(RuleId.BARE_NEWLINE, reason, "");
                    case REJECT -> ends(RuleId.BARE_NEWLINE, reason, "");
                    case PASS -> false;
                };
        return enforced ? policy.newlinesInData() : NewlineTreatment.PASS;
    }

    /** What one of the site's own rules wants the client to read instead of a negative reply of the backend. */
    public Optional<Reply> replacement(ByteBuf reply) {
        if (policy.replyRules().isEmpty()) {
            return Optional.empty();
        }
        String text = reply.toString(StandardCharsets.ISO_8859_1);
        for (CustomRule rule : policy.replyRules()) {
            if (rule.matches(text)) {
                report(RuleId.CUSTOM, rule.mode(), Action.REWRITE, rule.reason(), Preview.of(reply));
                if (rule.mode() == Mode.ENFORCE && !exempt.contains(RuleId.CUSTOM)) {
                    return Optional.of(rule.reply());
                }
            }
        }
        return Optional.empty();
    }

    private boolean does(RuleId rule, Action action, String reason, String preview) {
        Mode mode = policy.mode(rule);
        if (mode == Mode.OFF) {
            return false;
        }
        report(rule, mode, action, reason, preview);
        return mode == Mode.ENFORCE && !exempt.contains(rule);
    }

    private void report(RuleId rule, Mode mode, Action done, String reason, String preview) {
        boolean isExempt = exempt.contains(rule);
        if (mode == Mode.MONITOR && !isExempt && wouldHaveEnded) {
            return;
        }
        Action action = isExempt ? Action.EXEMPT : mode == Mode.MONITOR ? Action.MONITOR : done;
        listener.onMatch(new RuleMatch(rule, action, session.phase(), reason, preview));
    }

    /** Hears of every match. */
    public interface MatchListener {
        /** One match; called on the session's event loop. */
        void onMatch(RuleMatch match);
    }
}
