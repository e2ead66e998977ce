package org.smtpward.session;

import org.smtpward.maildata.MailDataScanner;

/**
 * What the client's next octets mean. A state holds what is true in it and nothing else.
 *
 * <pre>
 * Waiting ──greeting──▶ Commands ──EHLO HELO AUTH DATA QUIT──▶ Waiting ──reply──▶ Commands
 *                          │  ▲                                   ├──334──▶ AuthExchange ──line──▶ Waiting
 *                          │  └───────end of mail data──┐         └──354──▶ MailData
 *                          └──STARTTLS──▶ StartingTls ──220──▶ Handshaking ──done──▶ Commands
 * any ──farewell queued──▶ Leaving ──said──▶ Closed
 * </pre>
 */
sealed interface SessionState {
    Waiting WAITING = new Waiting();
    Commands COMMANDS = new Commands();
    AuthExchange AUTH_EXCHANGE = new AuthExchange();
    StartingTls STARTING_TLS = new StartingTls();
    Handshaking HANDSHAKING = new Handshaking();
    Leaving LEAVING = new Leaving();

    /** A reply decides how the next octets are read: they wait. */
    record Waiting() implements SessionState {}

    /** Command lines. */
    record Commands() implements SessionState {}

    /** The next line answers a challenge of the backend (RFC 4954 §4). */
    record AuthExchange() implements SessionState {}

    /** Mail data up to its end. */
    record MailData(MailDataScanner scanner) implements SessionState {}

    /** STARTTLS was read and not answered yet: an octet now is an attack (CVE-2011-0411). */
    record StartingTls() implements SessionState {}

    /** Our 220 is out: octets belong to the TLS handshake and do not come here. */
    record Handshaking() implements SessionState {}

    /** The last reply waits for its turn: octets are thrown away. */
    record Leaving() implements SessionState {}

    /** It is over. */
    record Closed(CloseCause cause) implements SessionState {}
}
