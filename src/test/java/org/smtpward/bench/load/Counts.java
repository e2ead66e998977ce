package org.smtpward.bench.load;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What the event loops of a load have counted, added up. */
final class Counts {
    final Histogram nanos = new Histogram(3);
    final List<String> told = new ArrayList<>();
    long units;
    long errors;
    long slowCloses;
    long sessions;
    long handshakes;
    long held;
    long answered;

    void add(
            long moreUnits,
            long moreErrors,
            long moreSlowCloses,
            long moreSessions,
            long moreHandshakes,
            long moreHeld,
            long moreAnswered,
            Histogram moreNanos,
            List<String> moreTold) {
        units += moreUnits;
        errors += moreErrors;
        slowCloses += moreSlowCloses;
        sessions += moreSessions;
        handshakes += moreHandshakes;
        held += moreHeld;
        answered += moreAnswered;
        nanos.add(moreNanos);
        told.addAll(moreTold);
    }
}
