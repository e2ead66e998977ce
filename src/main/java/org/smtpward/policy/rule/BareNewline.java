package org.smtpward.policy.rule;

import io.netty.buffer.ByteBuf;
import org.smtpward.command.Command;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Rule;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.SessionView;
import org.smtpward.policy.Verdict;
import org.smtpward.reply.Reply;

/**
 * A CR within a command line: white space for sendmail, a line end for others. A bare LF ends a line for sendmail and for us
 * alike and goes on as CRLF, as do CRs before the line end: only {@link NewlineTreatment#REJECT} minds them. (What the rule does in mail data stands in
 * {@code maildata}.)
 */
public final class BareNewline implements Rule {
    private static final String BARE_CR = "a bare CR in a command";
    private static final String BARE_LF = "a bare LF behind a command";

    private final NewlineTreatment treatment;

    /** A rule that does {@code treatment}. */
    public BareNewline(NewlineTreatment treatment) {
        this.treatment = treatment;
    }

    @Override
    public RuleId id() {
        return RuleId.BARE_NEWLINE;
    }

    @Override
    public Verdict check(Command command, SessionView session) {
        boolean rejects = treatment == NewlineTreatment.REJECT;
        if (treatment == NewlineTreatment.PASS) {
            return Verdict.FORWARD;
        }
        ByteBuf line = command.line();
        if (rejects && command.ending() == Command.Ending.CR_CRLF) {
            return new Verdict.Disconnect(Reply.bareCarriageReturn(session.host()), BARE_CR);
        }
        if (line.indexOf(line.readerIndex(), line.writerIndex(), (byte) '\r') >= 0) {
            return rejects
                    ? new Verdict.Disconnect(Reply.bareCarriageReturn(session.host()), BARE_CR)
                    : LookAlike.refuse(line, Reply.syntaxError(), BARE_CR);
        }
        return rejects && command.ending() == Command.Ending.BARE_LF
                ? new Verdict.Disconnect(Reply.bareLineFeed(session.host()), BARE_LF)
                : Verdict.FORWARD;
    }
}
