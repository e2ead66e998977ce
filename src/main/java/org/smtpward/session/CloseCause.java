package org.smtpward.session;

import java.util.Locale;

/** Why a session ended: in the log line of its end and as metric label. The first cause counts. */
public enum CloseCause {
    /** QUIT, answered. */
    QUIT,
    /** Either side ended a connection whose TLS was passed on. */
    PASSED_ON,
    /** The client closed or reset the connection without QUIT. */
    CLIENT_CLOSED,
    /** The client was silent for longer than {@code limits.client-idle}. */
    CLIENT_TIMEOUT,
    /** Mail data came more slowly than {@code limits.data-rate}. */
    CLIENT_TOO_SLOW,
    /** A rule ended the session. */
    BLOCKED,
    /** {@code limits.bad-commands}. */
    TOO_MANY_BAD_COMMANDS,
    /** {@code limits.commands} or {@code limits.transactions}. */
    TOO_MANY_COMMANDS,
    /** The client's TLS handshake failed or took longer than {@code limits.tls-handshake}. */
    CLIENT_TLS_FAILED,
    /** No connection to the backend. */
    BACKEND_UNREACHABLE,
    /**
     * No TLS with the backend although {@code backend.tls} demands it: not offered, refused, failed; or, with {@code mirror}
     * too, its handshake took longer than {@code limits.tls-handshake}.
     */
    BACKEND_TLS_FAILED,
    /** The backend ended the session, mostly with a reply that said so. */
    BACKEND_CLOSED,
    /** The backend owed a reply for longer than {@code limits.backend-reply}. */
    BACKEND_TIMEOUT,
    /** The backend sent what is no reply, or a reply that nobody asked for. */
    BACKEND_PROTOCOL,
    /** The proxy was being stopped. */
    DRAINED,
    /** Our bug; the log has it. */
    INTERNAL_ERROR;

    /** The label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
