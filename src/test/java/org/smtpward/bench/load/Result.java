package org.smtpward.bench.load;

import java.time.Duration;
import java.util.List;

/**
 * What a load did.
 *
 * @param time during which units counted
 * @param units that counted
 * @param octetsPerUnit of mail data; 0 if a unit is no message
 * @param p50 half of the units took no longer
 * @param p99 99 % of them
 * @param p999 99.9 %
 * @param errors connections that failed, whether counted or not
 * @param told the first of them, in words
 * @param slowCloses connections that the peer did not close two seconds after the reply to QUIT
 * @param sessions that ended with QUIT
 * @param handshakes of TLS
 * @param resumed how many of them resumed a TLS session
 * @param held connections that were there at the same time
 * @param answered how many of those still answered at the end
 */
public record Result(
        Duration time,
        long units,
        long octetsPerUnit,
        Duration p50,
        Duration p99,
        Duration p999,
        long errors,
        List<String> told,
        long slowCloses,
        long sessions,
        long handshakes,
        long resumed,
        long held,
        long answered) {
    /** Units a second. */
    public double rate() {
        return time.isZero() ? 0 : units * 1e9 / time.toNanos();
    }

    /** Megabytes (10^6) of mail data a second. */
    public double megabytesPerSecond() {
        return rate() * octetsPerUnit / 1e6;
    }

    static Result of(Plan plan, Counts counts, Duration time, long octetsPerUnit, long fullHandshakes) {
        return new Result(
                time,
                counts.units,
                octetsPerUnit,
                Duration.ofNanos(counts.nanos.getValueAtPercentile(50)),
                Duration.ofNanos(counts.nanos.getValueAtPercentile(99)),
                Duration.ofNanos(counts.nanos.getValueAtPercentile(99.9)),
                counts.errors,
                List.copyOf(counts.told),
                counts.slowCloses,
                counts.sessions,
                counts.handshakes,
                plan.security() == Security.PLAIN ? 0 : Math.max(0, counts.handshakes - fullHandshakes),
                counts.held,
                counts.answered);
    }
}
