package org.smtpward.config;

import java.util.Locale;

/** With whose rules {@code smtpward network} has the kernel mark and turn packets. */
public enum PacketFilter {
    /** nft where it is installed, else iptables. */
    AUTO,
    NFT,
    IPTABLES;

    /** As it is written in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
