package org.smtpward.policy;

import org.smtpward.reply.Reply;

/** What a rule says about a command. */
public sealed interface Verdict {
    /** Nothing against it. */
    Verdict FORWARD = new Forward();

    /** Pass the command on. */
    record Forward() implements Verdict {}

    /** Something is wrong with it. */
    sealed interface Match extends Verdict {
        /** Why, in plain words for the operator, without an octet of the peer. */
        String reason();
    }

    /**
     * Pass it on without some of its octets, which are harmful.
     *
     * @param from where in the line they begin, from 0
     * @param to where in the line what follows them begins
     */
    record Cut(int from, int to, String reason) implements Match {}

    /**
     * Answer it ourselves and go on; the backend never sees it.
     *
     * @param reply what the client is told
     */
    record Reject(Reply reply, String reason) implements Match {}

    /**
     * Answer it ourselves and end the session; neither it nor anything behind it reaches the backend.
     *
     * @param reply the last reply of the session
     */
    record Disconnect(Reply reply, String reason) implements Match {}
}
