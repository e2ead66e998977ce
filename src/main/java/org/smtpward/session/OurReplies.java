package org.smtpward.session;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.smtpward.reply.Reply;

/**
 * What we say to the client ourselves: refusals, each in its turn among the backend's replies (RFC 2920 §3.1), and the last
 * words of a session.
 */
final class OurReplies {
    private final Session session;
    private final OutstandingCommands outstanding;

    OurReplies(Session session) {
        this.session = session;
        this.outstanding = session.outstanding;
    }

    /** Answers what is ours to answer and has become first in line. */
    void answerOurs() {
        while (outstanding.first() instanceof Outstanding.Ours ours) {
            outstanding.removeFirst();
            switch (ours) {
                case Outstanding.Refusal refusal -> reply(refusal.reply());
                case Outstanding.Farewell farewell -> farewellNow(farewell.reply(), farewell.cause());
                case Outstanding.StartTls start -> session.startTls().begin();
            }
        }
    }

    /** Answers a command ourselves, in its turn. */
    void refuse(Reply reply) {
        if (outstanding.isEmpty()) {
            reply(reply);
        } else {
            outstanding.add(new Outstanding.Refusal(reply));
        }
    }

    /** Ends the session when its turn has come; what the client sends until then is thrown away. */
    void farewell(Reply reply, CloseCause cause) {
        session.state = new SessionState.Leaving(reply, cause);
        outstanding.add(new Outstanding.Farewell(reply, cause));
        answerOurs();
        if (!session.isClosed()) {
            session.patience().restart();
        }
    }

    /** Ends the session without waiting for a turn. */
    void farewellNow(Reply reply, CloseCause cause) {
        if (!session.isClosed()) {
            OptionalInt code = OptionalInt.empty();
            // In the clear behind the 220 a reply would be taken for TLS: say nothing.
            if (!session.isInTlsOfOthers()) {
                reply(reply);
                code = OptionalInt.of(reply.code());
            }
            session.close(cause, code);
        }
    }

    /** Ends the session with the last reply that the situation allows: the client must not think its mail accepted. */
    void leave(CloseCause cause) {
        farewellNow(LastWords.of(cause, session.facts.host(), isMailInDoubt()), cause);
    }

    /** Mail data has begun to flow and nobody has taken responsibility for it yet. */
    boolean isMailInDoubt() {
        return octetsInDoubt().isPresent();
    }

    /** Octets of that mail data, as far as it came. Its reply is the first that is owed: DATA waits for all before it. */
    OptionalLong octetsInDoubt() {
        if (session.state instanceof SessionState.MailData data) {
            return OptionalLong.of(data.scanner().octets());
        }
        return outstanding.first() instanceof Outstanding.EndOfMailData end
                ? OptionalLong.of(end.octets())
                : OptionalLong.empty();
    }

    private void reply(Reply reply) {
        session.listener.onReply(reply.code());
        session.toClient.write(reply.encode(session.legs.allocator()));
    }
}
