package org.smtpward.shared;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.smtpward.config.AdmissionLimits;

/** What this node counts, to be told to the others. Thread safe: event loops count, one thread tells. */
final class Tally {
    /** More addresses at a time than that are no flood that a limit for each of them could stop; new ones do not count. */
    static final int MAX_ADDRESSES = 65_536;

    /** What is below a hundredth of its limit is not told: it would be most of it, and decide nothing. */
    private static final int HUNDREDTH = 100;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Map<Long, Count> counts = new ConcurrentHashMap<>();
    private long told;

    /** Touched by the map alone, for one address by one thread at a time. */
    private static final class Count {
        private int connections;
        private int arrivals;
    }

    /** @param now by a clock that never goes back */
    Tally(long now) {
        this.told = now;
    }

    void enter(Long address) {
        if (counts.size() >= MAX_ADDRESSES && !counts.containsKey(address)) {
            return;
        }
        counts.compute(address, (key, count) -> {
            Count next = count == null ? new Count() : count;
            next.connections++;
            next.arrivals++;
            return next;
        });
    }

    /** Of one that did not enter, too. */
    void leave(Long address) {
        counts.computeIfPresent(address, (key, count) -> {
            count.connections = Math.max(0, count.connections - 1);
            return count.connections == 0 && count.arrivals == 0 ? null : count;
        });
    }

    /** How many addresses are counted. */
    int size() {
        return counts.size();
    }

    /** What others should know; arrivals begin anew. To be called by one thread. */
    List<Report.Line> take(AdmissionLimits limits, long now) {
        long elapsed = Math.max(1, now - told);
        told = now;
        var lines = new ArrayList<Report.Line>();
        for (Long address : counts.keySet()) {
            counts.computeIfPresent(address, (key, count) -> {
                var line = new Report.Line(key, count.connections, perSecond(count.arrivals, elapsed));
                if (isWorthTelling(line, limits)) {
                    lines.add(line);
                }
                count.arrivals = 0;
                return count.connections == 0 ? null : count;
            });
        }
        if (lines.size() > Report.MAX_LINES) {
            lines.sort(Comparator.comparingDouble((Report.Line line) -> share(line, limits))
                    .reversed());
            return List.copyOf(lines.subList(0, Report.MAX_LINES));
        }
        return List.copyOf(lines);
    }

    private static int perSecond(int arrivals, long elapsed) {
        return (int) Math.min(Report.MAX_COUNT, Math.round((double) arrivals * SECOND / elapsed));
    }

    private static boolean isWorthTelling(Report.Line line, AdmissionLimits limits) {
        return share(line, limits) >= 1.0 / HUNDREDTH;
    }

    /** How much of its limits an address has used up here: of that which it has used up more. */
    private static double share(Report.Line line, AdmissionLimits limits) {
        return Math.max(
                share(line.connections(), limits.connectionsPerAddress()),
                share(line.perSecond(), limits.connectionRate()));
    }

    private static double share(int count, int limit) {
        return limit == 0 ? 0 : (double) count / limit;
    }
}
