package org.smtpward.session;

import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.smtpward.policy.Policy;
import org.smtpward.rewrite.EhloKeywords;
import org.smtpward.rewrite.Tls403;

/**
 * What all sessions of a listener have in common. Immutable.
 *
 * @param limits what one session may cost
 * @param policy the rules
 * @param extraVerbs further verbs in upper case
 * @param ehloKeywords which EHLO keywords the client may see
 * @param tls403 which replies change their code
 * @param clientTls who ends STARTTLS
 * @param certificateUsable whether a handshake could be made now
 * @param alpn the application protocols that a client may offer (RFC 7301)
 * @param backendTls when the connection to the backend gets TLS
 * @param trace what is put on top of mail where the backend does not see the client
 */
public record SessionSettings(
        Limits limits,
        Policy policy,
        Set<String> extraVerbs,
        EhloKeywords ehloKeywords,
        Tls403 tls403,
        ClientTls clientTls,
        BooleanSupplier certificateUsable,
        Set<String> alpn,
        BackendTls backendTls,
        Optional<ReceivedField> trace) {
    /** Whether STARTTLS is done with the backend when the client does it. */
    boolean mirrorsTls() {
        return backendTls == BackendTls.MIRROR;
    }
}
