package org.smtpward.network;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.smtpward.config.NetworkOptions;

/**
 * Our routing rules and our table, of one family: packets that the rules select are delivered here, whatever address they are
 * for (ip-rule(8), Linux' Documentation/networking/tproxy.rst).
 */
final class Routing implements Keeper {
    private static final String ALL_ADDRESSES = "local default dev lo";

    private static final String LOOKUP = " lookup ";
    /** As ip calls it with and without /etc/protocols. */
    private static final Pattern TCP = Pattern.compile("ipproto (tcp|ipproto-6)\\b");

    private final Family family;
    private final NetworkOptions numbers;
    private final List<String> selectors;

    /** @param selectors as {@code ip rule show} prints them */
    private Routing(Family family, NetworkOptions numbers, List<String> selectors) {
        this.family = family;
        this.numbers = numbers;
        this.selectors = List.copyOf(selectors);
    }

    static Routing of(Family family, NetworkOptions numbers, Needs needs) {
        var selectors = new ArrayList<String>();
        boolean marks = false;
        for (Needs.Answers answers : needs.answers()) {
            if (answers.family() == family) {
                String from = "from " + NetUtil.toAddressString(answers.backend());
                switch (answers.where()) {
                    case LOOPBACK -> selectors.add(from + " iif lo");
                    case HERE -> selectors.add(from + " iif lo ipproto 6 sport " + answers.port());
                    case ELSEWHERE -> marks = true;
                }
            }
        }
        marks |= needs.turns().stream().anyMatch(turn -> turn.family() == family && !turn.isOurs());
        if (marks) {
            selectors.add("from all fwmark 0x" + Integer.toHexString(numbers.mark()));
        }
        return new Routing(family, numbers, selectors);
    }

    @Override
    public boolean isNothing() {
        return selectors.isEmpty();
    }

    @Override
    public String program() {
        return "ip";
    }

    @Override
    public Inventory look() throws NetworkException {
        return look(show("rule show"), show("route show table " + numbers.table()), TableNames.of(numbers.table()));
    }

    /** What is not there, because there is no such family or no such table, is nothing. */
    private String show(String what) throws NetworkException {
        ShellCommand command = ShellCommand.of("ip " + family.option() + " " + what);
        Programs.Output output = Programs.tryRun(command);
        return output.exitCode() == 0 ? output.text() : "";
    }

    /**
     * Rules of others at our priority are left alone.
     *
     * @param rules what {@code ip rule show} says
     * @param table what it calls our table
     */
    Inventory look(String rules, String routes, Set<String> table) {
        var present = new ArrayList<ShellCommand>();
        var missing = new ArrayList<ShellCommand>();
        var stale = new ArrayList<ShellCommand>();
        List<String> found = rules.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(numbers.priority() + ":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .filter(line -> line.contains(LOOKUP)
                        && table.contains(line.substring(line.lastIndexOf(LOOKUP) + LOOKUP.length())))
                .map(line ->
                        TCP.matcher(line.substring(0, line.lastIndexOf(LOOKUP))).replaceAll("ipproto 6"))
                .toList();
        for (String selector : selectors) {
            (found.contains(selector) ? present : missing).add(rule("add", selector));
        }
        for (String selector : found) {
            if (!selectors.contains(selector)) {
                stale.add(rule("del", selector));
            }
        }
        boolean routed = routes.lines().anyMatch(line -> line.strip().startsWith(ALL_ADDRESSES));
        if (!selectors.isEmpty()) {
            (routed ? present : missing).add(ip("route add " + ALL_ADDRESSES + " table " + numbers.table()));
        } else if (!routes.isBlank()) {
            stale.add(ip("route flush table " + numbers.table()));
        }
        return new Inventory(present, missing, stale);
    }

    private ShellCommand rule(String verb, String selector) {
        return ip("rule %s priority %d %s lookup %d".formatted(verb, numbers.priority(), selector, numbers.table()));
    }

    private ShellCommand ip(String arguments) {
        return ShellCommand.of("ip " + family.option() + " " + arguments);
    }
}
