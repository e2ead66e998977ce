package org.smtpward.shared;

import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.smtpward.config.Network;

/**
 * Bans, to be looked up by address: one look for each length of prefix that occurs, however many bans there are. Ends are kept
 * by a clock that nobody sets. Immutable.
 */
final class BanTable {
    static final BanTable NONE = new BanTable(Map.of(), Map.of(), 0);

    /** By length of the prefix, then by its bits: when the ban ends, in nanoseconds. */
    private final Map<Integer, Map<BigInteger, Long>> four;

    private final Map<Integer, Map<BigInteger, Long>> six;
    private final int size;

    private BanTable(Map<Integer, Map<BigInteger, Long>> four, Map<Integer, Map<BigInteger, Long>> six, int size) {
        this.four = four;
        this.six = six;
        this.size = size;
    }

    /**
     * Of those that last.
     *
     * @param wall by Redis' clock, when it is {@code nanos} by ours
     */
    static BanTable of(Collection<Ban> bans, Instant wall, long nanos) {
        Map<Integer, Map<BigInteger, Long>> four = new TreeMap<>();
        Map<Integer, Map<BigInteger, Long>> six = new TreeMap<>();
        int size = 0;
        for (Ban ban : bans) {
            if (ban.until().isAfter(wall)) {
                Network network = ban.network();
                (Ban.isSix(network.first()) ? six : four)
                        .computeIfAbsent(network.prefixLength(), length -> new HashMap<>())
                        .put(prefix(network.first(), network.prefixLength()), nanos + rest(wall, ban.until()));
                size++;
            }
        }
        return new BanTable(four, six, size);
    }

    /** Nanoseconds count for 292 years; half of that can be compared. */
    private static long rest(Instant wall, Instant until) {
        Duration rest = Duration.between(wall, until);
        return rest.compareTo(Duration.ofDays(36_500)) < 0
                ? rest.toNanos()
                : Duration.ofDays(36_500).toNanos();
    }

    /** How many there are. */
    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Whether a ban of {@code address} lasts at {@code nanos}. */
    boolean has(InetAddress address, long nanos) {
        if (isEmpty()) {
            return false;
        }
        InetAddress plain = Network.plain(address);
        for (var length : (Ban.isSix(plain) ? six : four).entrySet()) {
            Long end = length.getValue().get(prefix(plain, length.getKey()));
            if (end != null && end - nanos > 0) {
                return true;
            }
        }
        return false;
    }

    private static BigInteger prefix(InetAddress address, int length) {
        byte[] octets = address.getAddress();
        return new BigInteger(1, octets).shiftRight(octets.length * Byte.SIZE - length);
    }
}
