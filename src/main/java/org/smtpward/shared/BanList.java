package org.smtpward.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smtpward.config.Network;

/**
 * All bans, as one text in Redis: a head with a revision that each change renews, then a line for each ban. One text, since
 * its length bounds what is read, whoever has written it; a head, so that a node sees a change without reading all of it.
 *
 * @param revision 16 hexadecimal digits; empty: there is no list yet
 * @param bans those that could be read, one for each network
 * @param skipped lines that are no bans, or too many
 */
record BanList(String revision, List<Ban> bans, int skipped) {
    static final BanList NONE = new BanList("", List.of(), 0);

    /** Octets of a line at most, its end included. */
    static final int MAX_LINE = 256;

    /** Octets of the head, its end included. */
    static final int HEAD = "smtpward-bans 1 0123456789abcdef\n".length();

    private static final Pattern HEAD_LINE = Pattern.compile("smtpward-bans 1 (?<revision>[0-9a-f]{16})");

    BanList {
        bans = List.copyOf(bans);
    }

    /** How many octets a list of so many bans may have. */
    static int maxOctets(int maxBans) {
        return HEAD + maxBans * MAX_LINE;
    }

    /**
     * @param text as it stands in Redis, ISO 8859-1; empty if nothing does
     * @return empty: it is no list of bans
     */
    static Optional<BanList> parse(String text, int maxBans) {
        if (text.isEmpty()) {
            return Optional.of(NONE);
        }
        List<String> lines = text.lines().limit(1L + maxBans).toList();
        Matcher head = HEAD_LINE.matcher(lines.getFirst());
        if (!head.matches()) {
            return Optional.empty();
        }
        Map<Network, Ban> bans = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.length() < MAX_LINE) {
                Ban.ofLine(line).ifPresent(ban -> bans.put(ban.network(), ban));
            }
        }
        int skipped = (int) Math.min(text.lines().count() - 1 - bans.size(), Integer.MAX_VALUE);
        return Optional.of(new BanList(head.group("revision"), List.copyOf(bans.values()), skipped));
    }

    /** The text that {@link #parse} takes. */
    String toText() {
        var text = new StringBuilder("smtpward-bans 1 ").append(revision).append('\n');
        bans.forEach(ban -> text.append(ban.toLine()).append('\n'));
        return text.toString();
    }

    /** Those that last at {@code now}, under another revision, with {@code ban} in the place of one for the same network. */
    BanList with(Ban ban, Instant now, String nextRevision) {
        var next = new ArrayList<Ban>(without(ban.network(), now, nextRevision).bans);
        next.add(ban);
        return new BanList(nextRevision, next, 0);
    }

    /** Those that last at {@code now}, under another revision, but for that of {@code network}. */
    BanList without(Network network, Instant now, String nextRevision) {
        return new BanList(
                nextRevision,
                bans.stream()
                        .filter(ban ->
                                !ban.network().equals(network) && ban.until().isAfter(now))
                        .toList(),
                0);
    }

    Optional<Ban> of(Network network) {
        return bans.stream().filter(ban -> ban.network().equals(network)).findFirst();
    }

    /** How long the longest of them lasts. */
    Duration rest(Instant now) {
        return bans.stream()
                .map(ban -> Duration.between(now, ban.until()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
