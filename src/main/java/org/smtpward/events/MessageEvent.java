package org.smtpward.events;

import java.time.Instant;
import java.util.Optional;
import org.smtpward.session.MessageReport;
import org.smtpward.session.SessionFacts;

/**
 * End of one message. Nothing in it is text of the client: no sender, no recipient, no mail data.
 *
 * @param at when
 * @param message what became of it
 * @param session the session's id
 * @param listener the listener's name
 * @param clientAddress the client's address
 * @param clientPort the client's port
 * @param tlsVersion the version of the client leg, such as {@code 1.3}
 */
public record MessageEvent(
        Instant at,
        MessageReport message,
        String session,
        String listener,
        String clientAddress,
        int clientPort,
        Optional<String> tlsVersion)
        implements Event {
    /** The message as it ended now. */
    public static MessageEvent of(Instant at, SessionFacts session, MessageReport message) {
        return new MessageEvent(
                at,
                message,
                session.id(),
                session.listener(),
                session.clientAddress(),
                session.clientPort(),
                session.tlsVersion().map(RuleEvent::number));
    }
}
