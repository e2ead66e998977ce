package org.smtpward.config;

import java.util.Set;

/**
 * What {@code smtpward network} calls its own in the kernel; nobody else may use these numbers.
 *
 * @param mark of packets that are for us although their address is not (nfmark)
 * @param table of routes, which makes every address one of this machine's
 * @param priority of the rules that lead to that table
 */
public record NetworkOptions(PacketFilter packetFilter, int mark, int table, int priority) {
    private static final int NINE_DIGITS = 999_999_999;

    /** The main table's rule has 32766: ours has to come before it. */
    private static final int BEFORE_MAIN = 32_765;

    /** default, main and local: what the machine itself goes by (ip-route(8)). */
    private static final Set<Integer> NOT_OURS = Set.of(253, 254, 255);

    public NetworkOptions {
        if (NOT_OURS.contains(table)) {
            throw new InvalidOption("table", "%d is the kernel's own; take another".formatted(table));
        }
    }

    static Answer<NetworkOptions> read(Section network) {
        var filter = network.ask("packet-filter").word(PacketFilter.values(), PacketFilter::label);
        var mark = network.ask("mark").wholeNumber("the kernel's marks", 1, NINE_DIGITS);
        var table = network.ask("table").wholeNumber("routing tables", 1, NINE_DIGITS);
        var priority = network.ask("priority").wholeNumber("priorities of rules", 1, BEFORE_MAIN);
        return network.assemble(() -> new NetworkOptions(filter.get(), mark.get(), table.get(), priority.get()));
    }
}
