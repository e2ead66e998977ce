package org.smtpward.policy;

import java.util.Locale;

/** What was done about a match, as metric label and in events. */
public enum Action {
    /** Refused. */
    BLOCK,
    /** Would have been refused or rewritten: the rule is in {@link Mode#MONITOR}. */
    MONITOR,
    /** Made harmless and passed on. */
    REWRITE,
    /** Let pass: the client's network is one of the rule's {@code exempt}. */
    EXEMPT;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
