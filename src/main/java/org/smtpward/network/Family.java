package org.smtpward.network;

import java.net.Inet6Address;
import java.net.InetAddress;

/** IPv4 or IPv6, as the programs of the system call it. */
enum Family {
    IPV4("ip", "-4", "iptables"),
    IPV6("ip6", "-6", "ip6tables");

    private final String nft;
    private final String option;
    private final String iptables;

    Family(String nft, String option, String iptables) {
        this.nft = nft;
        this.option = option;
        this.iptables = iptables;
    }

    static Family of(InetAddress address) {
        return address instanceof Inet6Address ? IPV6 : IPV4;
    }

    /** In rules of nft: {@code ip} or {@code ip6}. */
    String nft() {
        return nft;
    }

    /** Of {@code ip}: {@code -4} or {@code -6}. */
    String option() {
        return option;
    }

    /** The program for its packets. */
    String iptables() {
        return iptables;
    }
}
