package org.smtpward.session;

import java.util.List;
import java.util.Optional;

/**
 * What a ClientHello offers, as far as the rules look at it. The texts are the peer's octets as ISO 8859-1: escape before
 * showing them.
 *
 * @param serverName the host name of SNI (RFC 6066 §3), if any
 * @param alpn the application protocols (RFC 7301), in the client's order; empty when the extension is missing
 */
public record ClientHelloFacts(Optional<String> serverName, List<String> alpn) {
    public ClientHelloFacts {
        alpn = List.copyOf(alpn);
    }
}
