package org.smtpward.session;

import org.smtpward.reply.Reply;

/** What the client hears when a session ends before QUIT. Always a 4yz: whatever it has, it keeps and brings again. */
final class LastWords {
    private LastWords() {}

    /** With mail in doubt the reply answers the mail data (RFC 5321 §4.2.5: the client keeps responsibility). */
    static Reply of(CloseCause cause, String host, boolean mailInDoubt) {
        if (mailInDoubt && cause != CloseCause.CLIENT_TIMEOUT && cause != CloseCause.CLIENT_TOO_SLOW) {
            return Reply.mailDataNotAccepted(host);
        }
        return switch (cause) {
            case DRAINED -> Reply.closing(host);
            case CLIENT_TIMEOUT -> Reply.timeout(host);
            case CLIENT_TOO_SLOW -> Reply.tooSlow(host);
            case BACKEND_CLOSED, BACKEND_UNREACHABLE, BACKEND_TLS_FAILED, BACKEND_TIMEOUT ->
                Reply.serviceNotAvailable(host);
            case TOO_MANY_BAD_COMMANDS -> Reply.tooManyBadCommands(host);
            case TOO_MANY_COMMANDS -> Reply.tooManyCommands(host);
            case BACKEND_PROTOCOL, INTERNAL_ERROR, QUIT, PASSED_ON, CLIENT_CLOSED, BLOCKED, CLIENT_TLS_FAILED ->
                Reply.protocolTrouble(host);
        };
    }
}
