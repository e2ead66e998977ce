package org.smtpward.session;

import java.util.Optional;
import org.smtpward.policy.Phase;

/** Who a session is, for logs and events. */
public interface SessionFacts {
    /** Unique within this process and unlikely to come again in another: letters, digits, hyphens. */
    String id();

    /** The name of the listener. */
    String listener();

    /** The client's address in text form. */
    String clientAddress();

    /** The client's port. */
    int clientPort();

    /** How far it has come. */
    Phase phase();

    /** What the client's ClientHello said, once there was one. */
    Optional<ClientHelloFacts> clientHello();

    /** The TLS version of the client leg, such as {@code TLSv1.3}, once the handshake is done. */
    Optional<String> tlsVersion();

    /**
     * The name in the client's own certificate, once the handshake is done, if one of our authorities vouches for it. The
     * client's octets as ISO 8859-1: escape before showing them.
     */
    Optional<String> verifiedClient();
}
