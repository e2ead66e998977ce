package org.smtpward.policy;

import org.smtpward.command.Command;

/** One reason to refuse a command. Has no state and does no I/O; a rule that throws is our bug. */
public interface Rule {
    /** Its stable name. */
    RuleId id();

    /** Looks at {@code command}, which is not kept and not released. */
    Verdict check(Command command, SessionView session);
}
