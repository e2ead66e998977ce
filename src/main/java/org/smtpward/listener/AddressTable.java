package org.smtpward.listener;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.smtpward.config.Network;

/**
 * The addresses that clients come from, with the connections that each has and how fast it makes them. Not thread safe.
 *
 * <p>An address stands in here while it has a connection, so {@code limits.connections} bounds how many do, and after that
 * for a second at most, while its rate still counts. Of the latter there are {@link #MAX_ABSENT}: a flood from more
 * addresses than that, each of which comes and goes within the second, makes us forget the rate of those that left first.
 * The connections that are open are always counted exactly.
 */
final class AddressTable {
    /** About 8 MB. More addresses in a second than that are no flood that a limit for each of them could stop. */
    static final int MAX_ABSENT = 65_536;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Map<Long, Client> present = new HashMap<>();
    /** Without a connection; who left first comes first. */
    private final LinkedHashMap<Long, Client> absent = new LinkedHashMap<>();

    private int connections;

    /** All that are open. */
    int connections() {
        return connections;
    }

    /** How many addresses are remembered. */
    int size() {
        return present.size() + absent.size();
    }

    /**
     * One connection more, if the address with this {@link #key} may have it.
     *
     * @param maxConnections of this address; 0: no limit
     * @param rate new connections of this address in a second; 0: no limit. As many may come at once
     */
    ConnectionResult enter(Long key, int maxConnections, int rate, long now) {
        forget(now);
        Client client = present.getOrDefault(key, absent.getOrDefault(key, new Client(now)));
        if (maxConnections > 0 && client.connections >= maxConnections) {
            return ConnectionResult.TOO_MANY_FROM_ADDRESS;
        }
        if (rate > 0 && !client.mayCome(rate, now)) {
            return ConnectionResult.TOO_FAST_FROM_ADDRESS;
        }
        client.connections++;
        connections++;
        absent.remove(key);
        present.put(key, client);
        return ConnectionResult.ACCEPTED;
    }

    /** One connection less; the address with this key must have one. */
    void leave(Long key, long now) {
        Client client = present.get(key);
        if (client == null) {
            throw new IllegalStateException("no connection of the address " + Long.toHexString(key));
        }
        connections--;
        if (--client.connections == 0) {
            present.remove(key);
            absent.put(key, client);
            forget(now);
        }
    }

    /** Whoever left later has at most a second longer to wait, so looking at the first is enough. */
    private void forget(long now) {
        Iterator<Client> longestAway = absent.values().iterator();
        while (longestAway.hasNext() && (longestAway.next().isRested(now) || absent.size() > MAX_ABSENT)) {
            longestAway.remove();
        }
    }

    /**
     * The address, or of an IPv6 address its /64. A number, so that many that share a bucket cost a tree and not a list.
     * What both kinds could share, ::/32, has no client but ::1, whose number is that of 0.0.0.0.
     */
    static Long key(InetAddress address) {
        ByteBuffer octets = ByteBuffer.wrap(Network.plain(address).getAddress());
        return octets.remaining() == Integer.BYTES ? Integer.toUnsignedLong(octets.getInt()) : octets.getLong();
    }

    /** One address. Its rate is a bucket that holds a second's worth: what has gone in is gone after {@code empty}. */
    private static final class Client {
        private int connections;
        private long empty;

        Client(long now) {
            this.empty = now;
        }

        /** Puts one more connection into the bucket if there is room. */
        boolean mayCome(int rate, long now) {
            long each = SECOND / rate;
            long filled = Math.max(empty - now, 0);
            if (filled > SECOND - each) {
                return false;
            }
            empty = now + filled + each;
            return true;
        }

        boolean isRested(long now) {
            return empty - now <= 0;
        }
    }
}
