package org.smtpward.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smtpward.bench.load.Ledger;
import org.smtpward.bench.load.Load;
import org.smtpward.bench.load.Plan;
import org.smtpward.bench.load.Result;
import org.smtpward.bench.load.Security;
import org.smtpward.bench.load.Work;
import org.smtpward.bench.measure.Meter;
import org.smtpward.bench.measure.ProcessTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code smtpward-bench load}: one load against one server. */
@Command(
        name = "load",
        description =
                "One load against one server. Prints one line of JSON, and the same in words on the standard error. "
                        + "Exit code 1: errors, or messages lost, doubled or altered.",
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
    /** The kinds of work. */
    enum Kind {
        HANDSHAKE,
        MAIL,
        NOOP,
        HOLD
    }

    @Option(
            names = "--target",
            required = true,
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "The server: smtpward, a rival, or the sink itself.")
    private InetSocketAddress target;

    @Option(
            names = "--sink",
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "The sink behind it, which is asked at the end what came.")
    private Optional<InetSocketAddress> sink = Optional.empty();

    @Option(
            names = "--work",
            paramLabel = "KIND",
            description =
                    "handshake: sessions without mail | mail | noop: round trips | hold: idle connections (default: "
                            + "${DEFAULT-VALUE}).")
    private Kind kind = Kind.MAIL;

    @Option(names = "--tls", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Security security = Security.STARTTLS;

    @Option(names = "--connections", paramLabel = "N", description = "At a time (default: ${DEFAULT-VALUE}).")
    private int connections = 16;

    @Option(
            names = "--per-session",
            paramLabel = "N",
            description = "Messages in a session (default: ${DEFAULT-VALUE}).")
    private int perSession = 1;

    @Option(
            names = "--size",
            paramLabel = "OCTETS",
            description = "Of a message, cut to whole lines (default: ${DEFAULT-VALUE}).")
    private int octets = 2048;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description =
                    "Commands sent together without waiting for replies. Mail has so many recipients that its whole "
                            + "envelope is one group: N - 2, but at least one (default: ${DEFAULT-VALUE}).")
    private int depth = 3;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "That count; with hold, to hold (default: ${DEFAULT-VALUE}).")
    private double seconds = 5;

    @Option(names = "--warmup", paramLabel = "S", description = "Seconds before that (default: ${DEFAULT-VALUE}).")
    private double warmup = 0.5;

    @Option(
            names = "--units",
            paramLabel = "N",
            description =
                    "Messages, sessions or NOOPs in all; 0: as many as go in that time (default: ${DEFAULT-VALUE}).")
    private long units;

    @Option(names = "--threads", paramLabel = "N", description = "Event loops of the load (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(names = "--pid", paramLabel = "PID", description = "The server's process: CPU time and memory of its tree.")
    private Optional<Long> pid = Optional.empty();

    @Option(names = "--sink-pid", paramLabel = "PID", description = "The sink's: CPU time.")
    private Optional<Long> sinkPid = Optional.empty();

    @Override
    public Integer call() throws Exception {
        var meter = new Meter(pid.map(ProcessTree::new), sinkPid.map(ProcessTree::new));
        var load = new Load(plan(), meter);
        Result result = load.run();
        var report =
                new Report(kind.name().toLowerCase(java.util.Locale.ROOT), result, meter, reconcile(load.ledger()));
        System.out.println(report.json());
        System.err.println(report.text());
        return report.failures() == 0 ? 0 : 1;
    }

    private Plan plan() {
        Work work =
                switch (kind) {
                    case HANDSHAKE -> new Work.Handshakes();
                    case MAIL -> new Work.Mail(perSession, octets, depth);
                    case NOOP -> new Work.Noops(depth);
                    case HOLD -> new Work.Hold();
                };
        return new Plan(target, work, security, connections, threads, duration(warmup), duration(seconds), units);
    }

    private Optional<Ledger.Reconciliation> reconcile(Ledger ledger) throws IOException {
        return sink.isEmpty()
                ? Optional.empty()
                : Optional.of(ledger.compare(TallyClient.ask(sink.get(), ledger.number())));
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
