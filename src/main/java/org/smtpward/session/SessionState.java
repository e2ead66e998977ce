package org.smtpward.session;

import org.smtpward.maildata.MailDataScanner;
import org.smtpward.reply.Reply;

/**
 * What the client's next octets mean. A state holds what is true in it and nothing else.
 *
 * <pre>
 * Waiting ──greeting──▶ Commands ──EHLO HELO AUTH DATA ...──▶ Waiting ──reply──▶ Commands
 *                          │  ▲                                   ├──334──▶ AuthExchange ──line──▶ Waiting
 *                          │  └───────end of mail data──┐         └──354──▶ MailData
 *                          └──STARTTLS──▶ StartingTls ──220──▶ Handshaking ──done──▶ Commands
 *                                                                   └──not ours──▶ PassingOn
 * any ──farewell queued──▶ Leaving ──said──▶ Closed
 * </pre>
 */
sealed interface SessionState {
    Commands COMMANDS = new Commands();
    AuthExchange AUTH_EXCHANGE = new AuthExchange();
    StartingTls STARTING_TLS = new StartingTls();
    Handshaking HANDSHAKING = new Handshaking();
    PassingOn PASSING_ON = new PassingOn();

    /**
     * A reply decides how the next octets are read: they wait.
     *
     * @param awaited which reply
     * @param judged whether the octets that came early have been judged; they are not judged again
     */
    record Waiting(Awaited awaited, boolean judged) implements SessionState {}

    /** The reply that is waited for, and so what may already stand behind what was sent. */
    enum Awaited {
        /** The client has to be silent (RFC 5321 §3.1). */
        GREETING,
        /** EHLO and HELO come last in a group (RFC 2920 §3.1), but old clients send the next command with them. */
        HELLO_REPLY,
        /** 354 makes mail data of what follows, 503 commands. */
        DATA_REPLY,
        /** 334 makes an answer of what follows. */
        AUTH_REPLY,
        /** What follows are commands, whatever the reply: a client may be ahead. */
        OTHER_REPLY
    }

    /** Waits for {@code awaited}. */
    static Waiting waitingFor(Awaited awaited) {
        return new Waiting(awaited, false);
    }

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

    /** TLS between client and backend: octets are passed on as they come, both ways. */
    record PassingOn() implements SessionState {}

    /** The last reply waits for its turn, but not for long: octets are thrown away. */
    record Leaving(Reply reply, CloseCause cause) implements SessionState {}

    /** It is over. */
    record Closed(CloseCause cause) implements SessionState {}
}
