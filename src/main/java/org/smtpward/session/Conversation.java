package org.smtpward.session;

import org.jspecify.annotations.Nullable;

/**
 * What client and backend have agreed on since the greeting or the last TLS handshake, which makes both forget it
 * (RFC 3207 §4.2): then a new one begins.
 */
final class Conversation {
    /** What is known of the backend's STARTTLS. */
    enum Offer {
        UNKNOWN,
        YES,
        NO
    }

    /** EHLO has to be said before a transaction: the client leg was reset by TLS and the backend does not know it. */
    boolean helloNeeded;

    /** The last EHLO or HELO that the backend accepted, with CRLF, to be said again on a new connection. */
    byte @Nullable [] hello;

    Offer backendStartTls = Offer.UNKNOWN;
    boolean smtpUtf8Offered;

    /** RFC 4954; else a long AUTH line is as wrong as any other. */
    boolean authOffered;

    /** RFC 2920; else a command waits for the reply to the one before it. */
    boolean pipeliningOffered;

    boolean authenticated;

    /** AUTH was tried: a line that is no command may be a password that came too late. */
    boolean authTried;

    /** MAIL was accepted; RSET, EHLO, HELO and the end of mail data end it (RFC 5321 §4.1.4). */
    boolean inTransaction;

    /** The last MAIL asked for SMTPUTF8; its RCPTs may come in the same segment, before the reply to it. */
    boolean smtpUtf8Asked;

    /** The last hello that was forwarded, which becomes {@link #hello} when it is accepted. */
    byte @Nullable [] helloAsked;
}
