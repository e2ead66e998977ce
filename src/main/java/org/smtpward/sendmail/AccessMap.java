package org.smtpward.sendmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The text file that an access map is made of. Keys are compared without case, as makemap and rules have it; the first of equal keys
 * counts, as makemap refuses the second. Immutable.
 */
public final class AccessMap {
    /** Its text file has some thousand lines at most on most hosts. */
    public static final int MAX_OCTETS = 16 << 20;

    private final Map<String, Entry> entries;

    private AccessMap(Map<String, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    /**
     * A line.
     *
     * @param line of the file, from 1
     * @param key as written
     * @param value as written
     */
    public record Entry(int line, String key, String value) {
        /** For a terminal. */
        @Override
        public String toString() {
            return "%s %s (line %d)".formatted(Printable.of(key), Printable.of(value), line);
        }
    }

    /** What sendmail does with a client of an address. */
    public sealed interface Verdict {
        /** No entry: the client is judged as every other. */
        record None() implements Verdict {}

        /** Accepted, not relayed, not asked for reverse DNS nor looked for in blacklists. */
        record Accepts(Entry entry) implements Verdict {}

        /** It relays: an open relay, if everybody comes from there. */
        record Relays(Entry entry) implements Verdict {}

        /** Refused or discarded: no mail comes in, if everybody comes from there. */
        record Refuses(Entry entry) implements Verdict {}
    }

    public static AccessMap parse(byte[] octets) {
        var entries = new HashMap<String, Entry>();
        int number = 0;
        for (String line : new String(octets, ISO_8859_1).split("\n", -1)) {
            number++;
            if (line.isEmpty() || line.charAt(0) == '#' || Character.isWhitespace(line.charAt(0))) {
                continue;
            }
            String[] words = line.strip().split("[ \t]+", 2);
            String value = words.length < 2 ? "" : words[1].strip();
            entries.putIfAbsent(words[0].toLowerCase(Locale.ROOT), new Entry(number, words[0], value));
        }
        return new AccessMap(entries);
    }

    /** The most specific entry for an IPv4 address counts; of two for the same network the one with the tag Connect. */
    public Optional<Entry> entryFor(String address) {
        for (String key : keys(address)) {
            Entry entry = entries.get(key);
            if (entry != null) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** Whether a line has just this key. */
    public boolean has(String key) {
        return entries.containsKey(key.toLowerCase(Locale.ROOT));
    }

    private static List<String> keys(String address) {
        var keys = new ArrayList<String>();
        // A client without a name is called [127.25.25.25], and names are looked up first.
        for (String[] around : new String[][] {{"[", "]"}, {"", ""}}) {
            for (String network = address; ; network = network.substring(0, network.lastIndexOf('.'))) {
                String key = around[0] + network + around[1];
                keys.add("connect:" + key);
                keys.add(key);
                if (network.indexOf('.') < 0) {
                    break;
                }
            }
        }
        return keys;
    }

    public Verdict verdict(String address) {
        Optional<Entry> found = entryFor(address);
        if (found.isEmpty()) {
            return new Verdict.None();
        }
        Entry entry = found.get();
        return switch (entry.value().toUpperCase(Locale.ROOT)) {
            case "RELAY" -> new Verdict.Relays(entry);
            case "OK" -> new Verdict.Accepts(entry);
            case "SKIP" -> new Verdict.None();
            default -> new Verdict.Refuses(entry);
        };
    }
}
