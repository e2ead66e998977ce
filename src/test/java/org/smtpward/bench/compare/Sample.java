package org.smtpward.bench.compare;

import java.time.Duration;
import org.smtpward.bench.Report;

/** One measurement of one contender, in the units of its workload's table. */
record Sample(Workload workload, Report report) {
    /** CPU time of the contender for a unit, in microseconds; of bulk data for a megabyte. */
    double cpu() {
        return scaled(report.meter().cost().contender());
    }

    double sinkCpu() {
        return scaled(report.meter().cost().sink());
    }

    double loadCpu() {
        return scaled(report.meter().cost().self());
    }

    /** Units a second; of bulk data megabytes a second. */
    double rate() {
        return workload.isBulk()
                ? report.result().megabytesPerSecond()
                : report.result().rate();
    }

    double p50() {
        return report.result().p50().toNanos();
    }

    double p99() {
        return report.result().p99().toNanos();
    }

    double residentMebibytes() {
        return report.meter().after().resident() / 1048576.0;
    }

    double residentMebibytesBefore() {
        return report.meter().before().resident() / 1048576.0;
    }

    /** Of each held connection. */
    double residentKibibytes() {
        return report.residentPerHeld() / 1024;
    }

    /** CPU time of the contender while connections were held, in percent of a core. */
    double percentWhileHeld(Duration held) {
        return 100.0 * report.meter().costOfHolding().contender().toNanos() / Math.max(1, held.toNanos());
    }

    double loadPercent() {
        return report.percent(report.meter().cost().self());
    }

    double othersPercent() {
        return Math.max(0, report.percent(report.meter().cost().others()));
    }

    private double scaled(Duration time) {
        double perUnit = report.microsPerUnit(time);
        return workload.isBulk() ? perUnit * 1e6 / report.result().octetsPerUnit() : perUnit;
    }
}
