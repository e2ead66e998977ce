package org.smtpward.listener;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Kinds of addresses that clients of a listening socket can have. */
public enum Families {
    IPV4("ipv4"),
    IPV6("ipv6"),
    /** One socket at {@code [::]} without IPV6_V6ONLY (RFC 3493 §5.3); clients with IPv4 are seen at their IPv4 addresses. */
    BOTH("ipv4+ipv6");

    private final String label;

    Families(String label) {
        this.label = label;
    }

    /** Those that a socket at {@code address} takes. */
    static Families of(InetAddress address, boolean ipv6Only) {
        if (!(address instanceof Inet6Address)) {
            return IPV4;
        }
        return address.isAnyLocalAddress() && !ipv6Only ? BOTH : IPV6;
    }

    /** As the log has it. */
    public String label() {
        return label;
    }
}
