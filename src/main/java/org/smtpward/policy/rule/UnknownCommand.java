package org.smtpward.policy.rule;

import org.smtpward.command.Command;
import org.smtpward.policy.Rule;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.SessionView;
import org.smtpward.policy.Verdict;
import org.smtpward.reply.Reply;

/**
 * A verb that SMTP does not have. sendmail repeats it in its reply, which reflects what a browser was made to send, and
 * runs the lines behind it; we answer without repeating and count ({@code limits.bad-commands}). Likewise what EHLO never
 * offers through us: BDAT (RFC 3030), whose octets could not be told from commands, and XCLIENT and XFORWARD.
 */
public final class UnknownCommand implements Rule {
    @Override
    public RuleId id() {
        return RuleId.UNKNOWN_COMMAND;
    }

    @Override
    public Verdict check(Command command, SessionView session) {
        return switch (command.verb()) {
            case UNKNOWN -> new Verdict.Reject(Reply.commandUnrecognized(), "no command of SMTP");
            case BDAT ->
                new Verdict.Disconnect(Reply.chunkingNotOffered(session.host()), "BDAT, which was not offered");
            case XCLIENT, XFORWARD ->
                new Verdict.Reject(Reply.notPermitted(), "a command with which a client chooses its own address");
            case HELO, EHLO, MAIL, RCPT, DATA, RSET, VRFY, EXPN, HELP, NOOP, QUIT, ETRN, VERB, AUTH, STARTTLS, EXTRA ->
                Verdict.FORWARD;
        };
    }
}
