package org.smtpward.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.smtpward.command.Verb;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleMatch;
import org.smtpward.rewrite.Rewriter;

/** Remembers what was counted and reported. */
final class RecordingListener implements SessionListener {
    final List<String> commands = new ArrayList<>();
    final Deque<RuleMatch> matches = new ArrayDeque<>();
    final List<Integer> replies = new ArrayList<>();
    final List<Rewriter> rewritten = new ArrayList<>();
    final Deque<MessageReport> messages = new ArrayDeque<>();
    final Deque<TlsTrouble> troubles = new ArrayDeque<>();
    Optional<CloseCause> cause = Optional.empty();

    @Override
    public void onCommand(Verb verb, Phase phase) {
        commands.add(verb + " " + phase);
    }

    @Override
    public void onRuleMatch(SessionFacts session, RuleMatch match) {
        matches.add(match);
    }

    @Override
    public void onReply(int code) {
        replies.add(code);
    }

    @Override
    public void onReplyRewritten(Rewriter rewriter) {
        rewritten.add(rewriter);
    }

    @Override
    public void onMessage(SessionFacts session, MessageReport message) {
        messages.add(message);
    }

    @Override
    public void onBackendTlsTrouble(SessionFacts session, TlsTrouble trouble) {
        troubles.add(trouble);
    }

    @Override
    public void onClosed(SessionFacts session, CloseCause cause) {
        assertThat(this.cause).as("ended before").isEmpty();
        this.cause = Optional.of(cause);
    }
}
