package org.smtpward.network;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import org.smtpward.config.NetworkOptions;

/** Our chain of iptables, {@code SMTPWARD} of the table mangle, of one family. It is loaded whole (iptables-restore(8)). */
final class Iptables implements Keeper {
    private static final String CHAIN = "SMTPWARD";
    private static final String JUMP = "PREROUTING -j " + CHAIN;
    /** Before all others: one that accepts would end the walk. */
    private static final String INSERT = "-I PREROUTING 1 -j " + CHAIN;

    private final Family family;
    private final List<String> rules;

    private Iptables(Family family, List<String> rules) {
        this.family = family;
        this.rules = List.copyOf(rules);
    }

    static Iptables of(Family family, NetworkOptions numbers, Needs needs) {
        String mark = "0x" + Integer.toHexString(numbers.mark());
        var rules = new ArrayList<String>();
        for (Needs.Answers answers : needs.answers()) {
            if (answers.family() == family && answers.where() == Needs.Where.ELSEWHERE) {
                rules.add("-s %s -p tcp --sport %d -m socket --transparent -j MARK --set-mark %s"
                        .formatted(NetUtil.toAddressString(answers.backend()), answers.port(), mark));
            }
        }
        for (Needs.Turn turn : needs.turns()) {
            if (turn.family() == family) {
                // What it has no listener for it drops (iptables-extensions(8)): nothing gets past us.
                rules.add("! -i lo %s -p tcp --dport %d -j TPROXY --on-port %d%s%s"
                        .formatted(
                                turn.target()
                                        .map(address -> "-d " + NetUtil.toAddressString(address))
                                        .orElse("-m addrtype --dst-type LOCAL"),
                                turn.port(),
                                turn.listener().port(),
                                turn.listener()
                                        .text()
                                        .map(address -> " --on-ip " + address)
                                        .orElse(""),
                                turn.isOurs() ? "" : " --tproxy-mark " + mark));
            }
        }
        return new Iptables(family, rules);
    }

    @Override
    public String program() {
        return family.iptables();
    }

    @Override
    public boolean isNothing() {
        return rules.isEmpty();
    }

    /** A kernel without that table has nothing of ours in it. */
    @Override
    public Inventory look() throws NetworkException {
        Programs.Output output = Programs.tryRun(mangle("-S"));
        if (output.exitCode() == 0) {
            return look(output.text());
        }
        if (rules.isEmpty()) {
            return Inventory.NOTHING;
        }
        throw new NetworkException(Programs.failure(mangle("-S"), output));
    }

    /** @param table what {@code iptables -t mangle -S} says */
    Inventory look(String table) {
        List<String> lines = table.lines().map(String::strip).toList();
        long jumps = lines.stream().filter(("-A " + JUMP)::equals).count();
        if (rules.isEmpty()) {
            var stale = new ArrayList<ShellCommand>();
            for (long jump = 0; jump < jumps; jump++) {
                stale.add(mangle("-D " + JUMP));
            }
            if (lines.contains("-N " + CHAIN)) {
                stale.add(mangle("-F " + CHAIN));
                stale.add(mangle("-X " + CHAIN));
            }
            return new Inventory(List.of(), List.of(), stale);
        }
        var present = new ArrayList<ShellCommand>();
        var missing = new ArrayList<ShellCommand>();
        List<String> wanted = rules.stream().map(FilterComment::of).toList();
        (FilterComment.in(table).equals(wanted) ? present : missing).add(load());
        boolean first = lines.stream()
                .filter(line -> line.startsWith("-A PREROUTING "))
                .findFirst()
                .filter(("-A " + JUMP)::equals)
                .isPresent();
        (first ? present : missing).add(mangle(INSERT));
        var stale = new ArrayList<ShellCommand>();
        for (long jump = first ? 1 : 0; jump < jumps; jump++) {
            stale.add(mangle("-D " + JUMP));
        }
        return new Inventory(present, missing, stale);
    }

    /** With {@code --noflush} that replaces our chain and nothing else, at once. */
    private ShellCommand load() {
        var lines = new StringBuilder("*mangle\n:").append(CHAIN).append(" - [0:0]\n");
        for (String rule : rules) {
            lines.append("-A %s -m comment --comment %s %s\n".formatted(CHAIN, FilterComment.of(rule), rule));
        }
        return ShellCommand.of(family.iptables() + "-restore --noflush")
                .reading(lines.append("COMMIT\n").toString());
    }

    private ShellCommand mangle(String arguments) {
        return ShellCommand.of(family.iptables() + " -t mangle " + arguments);
    }
}
