package org.smtpward.session;

import org.smtpward.command.Verb;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleMatch;
import org.smtpward.rewrite.Rewriter;

/** Hears what happens in sessions, to count and report it. Called on event loops, so it neither blocks nor throws. */
public interface SessionListener {
    /** A command was decoded. */
    void onCommand(Verb verb, Phase phase);

    /** A rule matched. */
    void onRuleMatch(SessionFacts session, RuleMatch match);

    /** A reply went to the client; {@code code} may be our own. */
    void onReply(int code);

    /** A reply was rewritten. */
    void onReplyRewritten(Rewriter rewriter);

    /** A message came to its end, or its session did. Called exactly once for each 354 behind which mail data is expected. */
    void onMessage(SessionFacts session, MessageReport message);

    /** There was no TLS with the backend although there should have been. */
    void onBackendTlsTrouble(SessionFacts session, TlsTrouble trouble);

    /** The session is over. Called exactly once. */
    void onClosed(SessionFacts session, CloseCause cause);
}
