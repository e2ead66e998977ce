package org.smtpward.shared;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smtpward.listener.Neighbours.Elsewhere;

/**
 * What other nodes told last. Each report counts for a while only, by this node's own clock: one that has died, or that is cut
 * off, is forgotten without anybody's doing. Not thread safe.
 */
final class OtherNodes {
    /** More are no cluster that hands out mail; who comes later is not heard until one is forgotten. */
    static final int MAX_NODES = 200;

    private final String own;
    private final long lease;
    private final Map<String, Told> reports = new LinkedHashMap<>();

    private record Told(Report report, long at) {}

    /**
     * @param own this node's name
     * @param lease nanoseconds for which a report counts
     */
    OtherNodes(String own, long lease) {
        this.own = own;
        this.lease = lease;
    }

    /** Takes what a node tells; what this one has told itself does not count twice. */
    void hear(Report report, long now) {
        if (report.node().equals(own)) {
            return;
        }
        forget(now);
        if (reports.size() < MAX_NODES || reports.containsKey(report.node())) {
            reports.put(report.node(), new Told(report, now));
        }
    }

    /** How many there are. */
    int size(long now) {
        forget(now);
        return reports.size();
    }

    /** The sum for each address. */
    Map<Long, Elsewhere> sum(long now) {
        forget(now);
        Map<Long, Elsewhere> sum = new HashMap<>();
        for (Told told : reports.values()) {
            for (Report.Line line : told.report.lines()) {
                sum.merge(
                        line.address(),
                        new Elsewhere(line.connections(), line.perSecond()),
                        (one, other) -> new Elsewhere(
                                plus(one.connections(), other.connections()),
                                plus(one.perSecond(), other.perSecond())));
            }
        }
        return sum;
    }

    /** No limit is higher, and whoever tells the same address a thousand times gets no further. */
    private static int plus(int one, int other) {
        return Math.min(Report.MAX_COUNT, one + other);
    }

    private void forget(long now) {
        reports.values().removeIf(told -> now - told.at >= lease);
    }
}
