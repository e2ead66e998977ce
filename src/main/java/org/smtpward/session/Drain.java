package org.smtpward.session;

import org.smtpward.command.Verb;

/**
 * What a session may still do while the proxy stops: end its transaction; or have one, if it has had none, since its client
 * came before anybody knew. Whatever begins after that is refused.
 */
final class Drain {
    private final Session session;
    private boolean begun;

    Drain(Session session) {
        this.session = session;
    }

    void begin() {
        begun = true;
        session.patience().onDrain();
    }

    /**
     * Whether {@code verb}, which may be ahead of replies, would begin something new.
     *
     * @param transactions MAIL commands so far, this one included
     */
    boolean refuses(Verb verb, int transactions) {
        boolean hadOne = transactions > (verb == Verb.MAIL ? 1 : 0);
        return begun && hadOne && verb != Verb.QUIT && !session.outstanding.leavesInTransaction(isInTransaction());
    }

    /** Whether nothing is under way, and only a client that might begin something keeps us from stopping. */
    boolean waitsForClient() {
        return begun && session.state instanceof SessionState.Commands && !isInTransaction();
    }

    private boolean isInTransaction() {
        return session.facts.conversation().inTransaction;
    }
}
