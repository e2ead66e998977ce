package org.smtpward.bench.flood;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.smtpward.bench.Figures;
import org.smtpward.bench.client.Footprint;
import org.smtpward.bench.load.Ledger;

/**
 * What a flood did.
 *
 * @param name of the flood
 * @param length how long it took, to come, to stay and to leave
 * @param cores that smtpward used meanwhile
 * @param before how long honest sessions took before, in nanoseconds
 * @param during the same while it was there
 * @param after the same when it had left
 * @param trouble of honest clients, if any
 * @param inTheClear how many of them got 454 for STARTTLS, and went on
 * @param quiet what smtpward held before
 * @param most the most it held at a time
 * @param end what it held when it had recovered, or patience had ended
 * @param bound of resident memory
 * @param sessionsLeft when nobody was left
 * @param got what the flood's clients got, and how often
 * @param books what was sent and what came
 */
record Outcome(
        String name,
        Duration length,
        double cores,
        Histogram before,
        Histogram during,
        Histogram after,
        Optional<String> trouble,
        long inTheClear,
        Footprint quiet,
        Footprint most,
        Footprint end,
        long bound,
        long sessionsLeft,
        Map<String, Long> got,
        Ledger.Reconciliation books) {
    private static final int DESCRIPTORS = 8;
    private static final double MEBIBYTE = 1024 * 1024;

    Outcome {
        got = new java.util.TreeMap<>(got);
    }

    /** What was not as it should be. */
    List<String> faults() {
        var faults = new ArrayList<String>();
        trouble.ifPresent(what -> faults.add("honest sessions: " + what));
        if (most.resident() > bound) {
            faults.add(
                    "memory: %,.0f MiB, more than %,.0f MiB".formatted(most.resident() / MEBIBYTE, bound / MEBIBYTE));
        }
        if (sessionsLeft > 0) {
            faults.add("sessions: " + sessionsLeft + " are left");
        }
        if (end.descriptors() > quiet.descriptors() + DESCRIPTORS) {
            faults.add("descriptors: %d before, %d after".formatted(quiet.descriptors(), end.descriptors()));
        }
        if (!books.isClean()) {
            faults.add("mail: " + books.text());
        }
        return faults;
    }

    /** For people. */
    String text() {
        var text = new StringBuilder();
        text.append("%s (%s, %.2f cores)%n".formatted(name, Figures.time(length), cores));
        text.append("  honest sessions p50/p99: before %s, during %s, after %s%s%n"
                .formatted(
                        percentiles(before),
                        percentiles(during),
                        percentiles(after),
                        inTheClear > 0 ? "; " + inTheClear + " without TLS (454)" : ""));
        text.append("  RSS MiB: before %.0f, most %.0f, after %.0f (bound %.0f); descriptors: %d, %d, %d%n"
                .formatted(
                        quiet.resident() / MEBIBYTE,
                        most.resident() / MEBIBYTE,
                        end.resident() / MEBIBYTE,
                        bound / MEBIBYTE,
                        quiet.descriptors(),
                        most.descriptors(),
                        end.descriptors()));
        text.append("  the flood got: %s; mail: %s%n".formatted(got, books.text()));
        faults().forEach(fault -> text.append("  BAD: ").append(fault).append(System.lineSeparator()));
        return text.toString();
    }

    private static String percentiles(Histogram nanos) {
        return "%s/%s (%,d)"
                .formatted(
                        Figures.time(Duration.ofNanos(nanos.getValueAtPercentile(50))),
                        Figures.time(Duration.ofNanos(nanos.getValueAtPercentile(99))),
                        nanos.getTotalCount());
    }
}
