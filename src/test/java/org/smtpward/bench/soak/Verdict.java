package org.smtpward.bench.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong after a soak, if anything is.
 *
 * <p>A plateau: the median of the last quarter of the samples is at most 5 % and 4 MiB above that of the second quarter. The
 * first does not count, since Java's heap and compiled code grow to their size in it. With fewer than 16 samples there is no
 * judgement about that.
 *
 * @param faults in words; none is good
 */
record Verdict(List<String> faults) {
    private static final double SHARE = 0.05;
    private static final double MEMORY = 4 * 1024 * 1024;
    private static final int DESCRIPTORS = 8;
    private static final long MEBIBYTE = 1024 * 1024;

    Verdict {
        faults = List.copyOf(faults);
    }

    static Verdict of(List<Sample> samples, Ending ending) {
        var faults = new ArrayList<String>();
        if (!ending.books().isClean()) {
            faults.add("mail: " + ending.books().text());
        }
        long lostMeanwhile = samples.stream().mapToLong(Sample::lost).max().orElse(0);
        if (lostMeanwhile > 0 && ending.books().lost() == 0) {
            faults.add("mail: " + lostMeanwhile + " messages were accepted before the backend had them");
        }
        if (ending.failures() > 0) {
            faults.add("clients: " + ending.failures() + " rounds failed: " + ending.told());
        }
        if (ending.sessions() != 0) {
            faults.add("sessions: " + ending.sessions() + " are left, and no client is");
        }
        if (ending.descriptorsAfter() > ending.descriptorsBefore() + DESCRIPTORS) {
            faults.add("descriptors: %,d at the end, %,d before"
                    .formatted(ending.descriptorsAfter(), ending.descriptorsBefore()));
        }
        var resident = new Trend(samples, Sample::resident);
        if (resident.isLongEnough()) {
            memory("memory", resident, faults);
            memory("direct memory", new Trend(samples, Sample::direct), faults);
            var descriptors = new Trend(samples, Sample::otherDescriptors);
            if (!descriptors.isPlateau(SHARE, DESCRIPTORS)) {
                faults.add("descriptors: no plateau, %,.0f in the second quarter, %,.0f in the last, besides sessions"
                        .formatted(descriptors.median(2), descriptors.median(4)));
            }
        }
        return new Verdict(faults);
    }

    private static void memory(String name, Trend trend, List<String> faults) {
        if (!trend.isPlateau(SHARE, MEMORY)) {
            faults.add("%s: no plateau, %,.1f MiB in the second quarter, %,.1f MiB in the last"
                    .formatted(name, trend.median(2) / MEBIBYTE, trend.median(4) / MEBIBYTE));
        }
    }

    boolean isGood() {
        return faults.isEmpty();
    }
}
