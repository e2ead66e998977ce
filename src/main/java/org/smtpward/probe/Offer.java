package org.smtpward.probe;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What of a ClientHello is chosen by a check.
 *
 * @param serverName SNI, if any
 * @param protocols ALPN; empty: without the extension
 */
record Offer(Optional<String> serverName, List<String> protocols) {
    /** Ends in a letter: else it is an IPv4 address. */
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9-]+\\.)*[A-Za-z0-9-]*[A-Za-z]");

    private static final List<String> BROWSER = List.of("h2", "http/1.1");

    Offer {
        protocols = List.copyOf(protocols);
    }

    /** As a mail program: the name if there is one, no ALPN. */
    static Offer mail(Target target) {
        return new Offer(nameOf(target), List.of());
    }

    /** As every browser, which was told that this is the server it looks for. */
    static Offer browser(Target target) {
        return new Offer(nameOf(target), BROWSER);
    }

    /** The same for the name of another server. */
    Offer to(String otherName) {
        return new Offer(Optional.of(otherName), protocols);
    }

    /** SNI has no addresses (RFC 6066 §3) and no underscores. */
    private static Optional<String> nameOf(Target target) {
        return Optional.of(target.host()).filter(host -> NAME.matcher(host).matches());
    }
}
