package org.smtpward.policy;

import org.smtpward.reply.Reply;

/** What a rule says about a command. */
public sealed interface Verdict {
    /** Nothing against it. */
    Verdict FORWARD = new Forward();

    /** Pass the command on. */
    record Forward() implements Verdict {}

    /**
     * Answer it ourselves and go on; the backend never sees it.
     *
     * @param reply what the client is told
     * @param reason why, in plain words for the operator, without an octet of the peer
     */
    record Reject(Reply reply, String reason) implements Verdict {}

    /**
     * Answer it ourselves and end the session; neither it nor anything behind it reaches the backend.
     *
     * @param reply the last reply of the session
     * @param reason why, in plain words for the operator, without an octet of the peer
     */
    record Disconnect(Reply reply, String reason) implements Verdict {}
}
