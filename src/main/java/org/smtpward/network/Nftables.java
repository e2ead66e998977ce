package org.smtpward.network;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import org.smtpward.config.NetworkOptions;

/** Our table of nftables, {@code inet smtpward}. It is loaded whole or not at all (nft(8)). */
final class Nftables implements Keeper {
    static final String PROGRAM = "nft";

    private static final String TABLE = "table inet smtpward";
    private static final ShellCommand LIST = ShellCommand.of("nft list " + TABLE);
    private static final ShellCommand DELETE = ShellCommand.of("nft delete " + TABLE);

    private final List<String> rules;

    private Nftables(List<String> rules) {
        this.rules = List.copyOf(rules);
    }

    static Nftables of(NetworkOptions numbers, Needs needs) {
        String mark = "meta mark set 0x" + Integer.toHexString(numbers.mark());
        var rules = new ArrayList<String>();
        for (Needs.Answers answers : needs.answers()) {
            if (answers.where() == Needs.Where.ELSEWHERE) {
                rules.add("%s saddr %s tcp sport %d socket transparent 1 %s accept"
                        .formatted(
                                answers.family().nft(),
                                NetUtil.toAddressString(answers.backend()),
                                answers.port(),
                                mark));
            }
        }
        for (Needs.Turn turn : needs.turns()) {
            String matched = matched(turn);
            rules.add("%s tproxy %s to %s%s accept"
                    .formatted(matched, turn.family().nft(), to(turn), turn.isOurs() ? "" : " " + mark));
            // tproxy lets pass what it has no listener for (nft(8)): past us, to a backend that nobody guards.
            rules.add(matched + " drop");
        }
        return new Nftables(rules);
    }

    private static String matched(Needs.Turn turn) {
        String target = turn.target()
                .map(address -> turn.family().nft() + " daddr " + NetUtil.toAddressString(address))
                .orElseGet(() -> "meta nfproto %s fib daddr type local"
                        .formatted(turn.family() == Family.IPV4 ? "ipv4" : "ipv6"));
        return "iifname != \"lo\" %s tcp dport %d".formatted(target, turn.port());
    }

    private static String to(Needs.Turn turn) {
        Needs.ListenerAt listener = turn.listener();
        return listener.text()
                        .map(address -> turn.family() == Family.IPV6 ? "[" + address + "]" : address)
                        .orElse("")
                + ":" + listener.port();
    }

    @Override
    public boolean isNothing() {
        return rules.isEmpty();
    }

    @Override
    public String program() {
        return PROGRAM;
    }

    @Override
    public Inventory look() throws NetworkException {
        Programs.Output output = Programs.tryRun(LIST);
        return look(output.exitCode() == 0 ? output.text() : "");
    }

    /** @param table what {@code nft list} says; empty: there is none */
    Inventory look(String table) {
        if (rules.isEmpty()) {
            return table.isEmpty() ? Inventory.NOTHING : new Inventory(List.of(), List.of(), List.of(DELETE));
        }
        List<String> wanted = rules.stream().map(FilterComment::of).toList();
        return FilterComment.in(table).equals(wanted)
                ? new Inventory(List.of(load()), List.of(), List.of())
                : new Inventory(List.of(), List.of(load()), List.of());
    }

    /** The first two lines make it empty, whether it is there or not. */
    private ShellCommand load() {
        var lines = new StringBuilder()
                .append(TABLE)
                .append("\ndelete ")
                .append(TABLE)
                .append('\n')
                .append(TABLE)
                .append(" {\n  chain prerouting {\n    type filter hook prerouting priority -150; policy accept;\n");
        for (String rule : rules) {
            lines.append("    %s comment \"%s\"\n".formatted(rule, FilterComment.of(rule)));
        }
        return ShellCommand.of("nft -f -").reading(lines.append("  }\n}\n").toString());
    }
}
