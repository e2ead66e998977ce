package org.smtpward.bench.soak;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import org.HdrHistogram.Histogram;
import org.smtpward.bench.Tally;
import org.smtpward.bench.TallyClient;
import org.smtpward.bench.client.Footprint;
import org.smtpward.bench.client.Meters;
import org.smtpward.bench.contender.Running;
import org.smtpward.bench.load.Ledger;

/** Looks at everything, one sample after the other. */
final class Sampler {
    private final Running smtpward;
    private final InetSocketAddress admin;
    private final InetSocketAddress sink;
    private final Path log;
    private final Course course;
    private final Clients clients;
    private final Ledger ledger;
    private final long began = System.nanoTime();
    private long logOctets;
    private long logLines;

    Sampler(
            Running smtpward,
            InetSocketAddress admin,
            InetSocketAddress sink,
            Path log,
            Course course,
            Clients clients,
            Ledger ledger) {
        this.smtpward = smtpward;
        this.admin = admin;
        this.sink = sink;
        this.log = log;
        this.course = course;
        this.clients = clients;
        this.ledger = ledger;
    }

    Sample sample() throws IOException {
        // In this order: what is accepted by now must be there when the sink is asked.
        BitSet accepted = ledger.accepted();
        Tally tally = TallyClient.ask(sink, ledger.number());
        BitSet missing = (BitSet) accepted.clone();
        missing.andNot(tally.whole());
        Histogram latency = clients.latency().getIntervalHistogram();
        Meters meters = Meters.of(admin);
        Footprint footprint = Footprint.of(smtpward.tree().pid());
        return new Sample(
                Duration.ofNanos(System.nanoTime() - began),
                footprint.resident(),
                (long) meters.sum("jvm_memory_used_bytes", "area=\"heap\""),
                (long) meters.sum("jvm_buffer_memory_used_bytes"),
                footprint.descriptors(),
                (long) meters.sum("smtpward_sessions_active"),
                footprint.threads(),
                Duration.ofNanos(latency.getValueAtPercentile(50)),
                Duration.ofNanos(latency.getValueAtPercentile(99)),
                Duration.ofNanos(latency.getMaxValue()),
                accepted.cardinality(),
                tally.whole().cardinality(),
                Math.max(0, missing.cardinality() - tally.altered()),
                tally.doubled(),
                tally.altered(),
                course.failures(),
                (long) meters.sum("smtpward_rule_matches_total"),
                (long) meters.sum("smtpward_events_dropped_total"),
                countLogLines(),
                Duration.ofNanos((long) (meters.sum("smtpward_event_loop_lag_seconds_max") * 1e9)),
                smtpward.tree().cpu());
    }

    /** Those that came since the last time are read. */
    private long countLogLines() throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(logOctets);
            byte[] more = in.readAllBytes();
            logOctets += more.length;
            for (byte octet : more) {
                logLines += octet == '\n' ? 1 : 0;
            }
        }
        return logLines;
    }
}
