package org.smtpward.metrics;

import static org.smtpward.metrics.CounterTable.labels;

import io.micrometer.core.instrument.MeterRegistry;
import org.smtpward.command.Verb;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;
import org.smtpward.rewrite.Rewriter;
import org.smtpward.session.CloseCause;
import org.smtpward.session.MessageReport;
import org.smtpward.session.MessageResult;
import org.smtpward.session.SessionFacts;
import org.smtpward.session.SessionListener;
import org.smtpward.session.TlsTrouble;

/** Counts what happens in sessions. */
final class MeteredSessions implements SessionListener {
    private final CounterTable commands;
    private final CounterTable ruleMatches;
    private final CounterTable replies;
    private final CounterTable rewrites;
    private final CounterTable messages;
    private final CounterTable closed;
    private final TlsMeters tls;

    MeteredSessions(MeterRegistry registry, TlsMeters tls) {
        this.tls = tls;
        var phases = labels(Phase.values(), Phase::label);
        commands = new CounterTable(registry, MeterName.COMMANDS, labels(Verb.values(), Verb::label), phases);
        ruleMatches = new CounterTable(
                registry,
                MeterName.RULE_MATCHES,
                labels(RuleId.values(), RuleId::label),
                labels(Action.values(), Action::label),
                phases);
        replies = new CounterTable(registry, MeterName.REPLIES, labels(ReplyClass.values(), ReplyClass::label));
        rewrites = new CounterTable(registry, MeterName.REPLIES_REWRITTEN, labels(Rewriter.values(), Rewriter::label));
        messages = new CounterTable(registry, MeterName.MESSAGES, labels(MessageResult.values(), MessageResult::label));
        closed = new CounterTable(registry, MeterName.SESSIONS_CLOSED, labels(CloseCause.values(), CloseCause::label));
    }

    long matches(RuleId rule, Action action) {
        return ruleMatches.count(rule, action);
    }

    long messages(MessageResult result) {
        return messages.count(result);
    }

    @Override
    public void onCommand(Verb verb, Phase phase) {
        commands.increment(verb, phase);
    }

    @Override
    public void onRuleMatch(SessionFacts session, RuleMatch match) {
        ruleMatches.increment(match.rule(), match.action(), match.phase());
    }

    @Override
    public void onReply(int code) {
        ReplyClass.of(code).ifPresent(replies::increment);
    }

    @Override
    public void onReplyRewritten(Rewriter rewriter) {
        rewrites.increment(rewriter);
    }

    @Override
    public void onMessage(SessionFacts session, MessageReport message) {
        messages.increment(message.result());
    }

    @Override
    public void onBackendTlsTrouble(SessionFacts session, TlsTrouble trouble) {
        tls.handshake(TlsSide.BACKEND, TlsProtocol.NONE, TlsResult.of(trouble.kind()));
    }

    @Override
    public void onClosed(SessionFacts session, CloseCause cause) {
        closed.increment(cause);
    }
}
