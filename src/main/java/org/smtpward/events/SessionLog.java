package org.smtpward.events;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.session.CloseCause;
import org.smtpward.session.SessionFacts;

/**
 * Writes one line per session end to the log {@code org.smtpward.session}. No octet that the client sent is in it but the
 * name of a certificate that one of our authorities has read, too.
 */
public final class SessionLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.smtpward.session");

    /** The session is over. */
    public void onClosed(SessionFacts session, CloseCause cause) {
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "event=session-closed session={} client={} listener={} cause={} phase={} tls={}{}",
                    session.id(),
                    client(session.clientAddress(), session.clientPort()),
                    session.listener(),
                    cause.label(),
                    session.phase().label(),
                    session.tlsVersion().orElse("none"),
                    session.verifiedClient().map(SessionLog::verified).orElse(""));
        }
    }

    private static String verified(String name) {
        return " verified-client=\""
                + PeerText.escape(name, RuleEvent.MAX_SUBJECT_OCTETS).replace('"', '\'') + '"';
    }

    /** An IPv6 address in brackets, or its last part and the port could not be told apart. */
    static String client(String address, int port) {
        return (address.indexOf(':') >= 0 ? '[' + address + ']' : address) + ':' + port;
    }
}
