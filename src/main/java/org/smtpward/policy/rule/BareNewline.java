package org.smtpward.policy.rule;

import org.smtpward.command.Command;
import org.smtpward.policy.Rule;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.SessionView;
import org.smtpward.policy.Verdict;
import org.smtpward.reply.Reply;

/**
 * A CR within a command line: white space for sendmail, a line end for others. (A bare LF ends a line for sendmail and
 * for us alike and goes on as CRLF. What the rule does in mail data stands in {@code maildata}.)
 */
public final class BareNewline implements Rule {
    private static final Verdict BARE_CR = new Verdict.Reject(Reply.syntaxError(), "a bare CR in a command");

    @Override
    public RuleId id() {
        return RuleId.BARE_NEWLINE;
    }

    @Override
    public Verdict check(Command command, SessionView session) {
        var line = command.line();
        return line.indexOf(line.readerIndex(), line.writerIndex(), (byte) '\r') >= 0 ? BARE_CR : Verdict.FORWARD;
    }
}
