package org.smtpward.events;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.session.MessageReport;
import org.smtpward.session.SessionFacts;

/**
 * Writes one line per message to the log {@code org.smtpward.session}. The queue identifier joins it with the backend's log, the
 * session with the line at the session's end. No octet that the client sent is in it. Called on event loops for every message,
 * so the line is put together by hand.
 */
public final class MessageLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.smtpward.session");

    /** The message came to its end. */
    public void onMessage(SessionFacts session, MessageReport message) {
        if (LOG.isInfoEnabled()) {
            LOG.info(line(session, message));
        }
    }

    static String line(SessionFacts session, MessageReport message) {
        var line = new StringBuilder(192)
                .append("event=message session=")
                .append(session.id())
                .append(" client=")
                .append(SessionLog.client(session.clientAddress(), session.clientPort()))
                .append(" listener=")
                .append(session.listener());
        appendOutcome(line, message).append(" tls=").append(session.tlsVersion().orElse("none"));
        return appendQueueId(line, message).toString();
    }

    static StringBuilder appendOutcome(StringBuilder line, MessageReport message) {
        line.append(" result=").append(message.result().label()).append(" code=");
        if (message.code().isPresent()) {
            line.append(message.code().getAsInt());
        } else {
            line.append("none");
        }
        return line.append(" octets=").append(message.octets());
    }

    static StringBuilder appendQueueId(StringBuilder line, MessageReport message) {
        message.queueId().ifPresent(id -> line.append(" queue-id=").append(id));
        return line;
    }
}
