package org.smtpward.policy.rule;

import org.smtpward.command.Command;
import org.smtpward.command.Verb;
import org.smtpward.policy.Rule;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.SessionView;
import org.smtpward.policy.Verdict;
import org.smtpward.reply.Reply;

/**
 * A verb that SMTP does not have. sendmail repeats it in its reply, which reflects what a browser was made to send, and
 * runs the lines behind it; we answer without repeating and count ({@code limits.bad-commands}).
 */
public final class UnknownCommand implements Rule {
    @Override
    public RuleId id() {
        return RuleId.UNKNOWN_COMMAND;
    }

    @Override
    public Verdict check(Command command, SessionView session) {
        return command.verb() == Verb.UNKNOWN
                ? new Verdict.Reject(Reply.commandUnrecognized(), "no command of SMTP")
                : Verdict.FORWARD;
    }
}
