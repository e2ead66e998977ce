package org.smtpward.sendmail;

/**
 * A feature of sendmail that looks at the client: who connects, from where, how often. With {@code backend.source.mode = transparent}
 * each works as without smtpward; with a fixed source each sees one client, smtpward.
 */
public enum ClientFeature {
    ACCESS_MAP(
            "access_db",
            "entries for a client's address or name (Connect:, untagged) match nobody; only the entry for the fixed"
                    + " source counts, for everybody"),
    DNSBL(
            "dnsbl",
            "asks the blacklist about the fixed source: it stops no listed client any more, and a source that the"
                    + " list has (127.0.0.2 is in each) bounces all mail"),
    REQUIRE_RDNS(
            "require_rdns",
            "the fixed source has no reverse DNS: all mail gets 550 \"Fix reverse DNS\", unless the access map"
                    + " accepts that address"),
    RATE_CONTROL(
            "ratecontrol",
            "counts the connections of all clients as one client's: the limit for one refuses everybody. The entry"
                    + " ClientRate:ADDRESS 0 lifts it"),
    CONNECTION_CONTROL(
            "conncontrol",
            "counts the open connections of all clients as one client's: the limit for one refuses everybody. The"
                    + " entry ClientConn:ADDRESS 0 lifts it"),
    CONNECTION_RATE_THROTTLE(
            "ConnectionRateThrottle",
            "delays connections above that number a second, all clients together, as it did before; the probes of"
                    + " smtpward count, too"),
    GREET_PAUSE(
            "greet_pause",
            "one pause for everybody, or that of the entry GreetPause:ADDRESS; who speaks too early is smtpward's rule"
                    + " early-talker then"),
    CLIENT_PTR("use_client_ptr", "the client's name is that of the fixed source, which has none"),
    LOCAL_RULES("Local_check_relay", "this host's own rules about clients see the fixed source as everybody's address"),
    MILTER(
            "milter",
            "is told the fixed source as the client: SPF fails or passes for everybody, greylisting knows one client,"
                    + " reputation and blacklists judge smtpward"),
    TCP_WRAPPERS(
            "tcp wrappers", "entries for networks or names match nobody; the fixed source has to be allowed for all");

    private final String label;
    private final String withFixedSource;

    ClientFeature(String label, String withFixedSource) {
        this.label = label;
        this.withFixedSource = withFixedSource;
    }

    /** As sendmail's documents call it. */
    public String label() {
        return label;
    }

    /** What it does when all connections come from one address. One sentence without a full stop. */
    public String withFixedSource() {
        return withFixedSource;
    }
}
