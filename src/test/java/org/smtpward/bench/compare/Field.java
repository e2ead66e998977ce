package org.smtpward.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.smtpward.bench.Identity;
import org.smtpward.bench.Report;
import org.smtpward.bench.TallyClient;
import org.smtpward.bench.contender.Contender;
import org.smtpward.bench.contender.Direct;
import org.smtpward.bench.contender.Place;
import org.smtpward.bench.contender.Running;
import org.smtpward.bench.load.Ledger;
import org.smtpward.bench.load.Load;
import org.smtpward.bench.load.Plan;
import org.smtpward.bench.load.Result;
import org.smtpward.bench.load.Security;
import org.smtpward.bench.load.Work;
import org.smtpward.bench.measure.Meter;

/** A sink and contenders that run beside each other with the same certificate, to be measured one after the other. */
final class Field implements AutoCloseable {
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Path directory;
    private final Identity identity;
    private final Running sink;

    private Field(Path directory, Identity identity, Running sink) {
        this.directory = directory;
        this.identity = identity;
        this.sink = sink;
    }

    static Field open(Path directory, Identity.Kind kind) throws IOException {
        Path own = directory.resolve(kind.name());
        Identity identity = Identity.create(own, kind);
        return new Field(own, identity, Running.startSink(Place.prepare(own.resolve("sink"), 0, identity)));
    }

    void start(Contender contender) throws IOException {
        running.put(contender.name(), Running.start(contender, place(contender.name())));
    }

    /** Another process, without a past. */
    void restart(Contender contender) throws IOException {
        Running old = running.remove(contender.name());
        if (old != null) {
            old.close();
        }
        start(contender);
    }

    private Place place(String name) throws IOException {
        return Place.prepare(directory.resolve(name), sink.address().getPort(), identity);
    }

    Report measure(Contender contender, Workload workload, Duration warmup, Duration length)
            throws IOException, InterruptedException {
        Running target = running.get(contender.name());
        return measure(contender, workload.name(), workload.plan(target.address(), warmup, length));
    }

    Report measure(Contender contender, String name, Plan plan) throws IOException, InterruptedException {
        Running target = running.get(contender.name());
        // Who speaks with the sink directly speaks with one of his own.
        Running behind = contender instanceof Direct ? target : sink;
        var meter = new Meter(Optional.of(target.tree()), Optional.of(behind.tree()));
        try {
            var load = new Load(plan, meter);
            Result result = load.run();
            Optional<Ledger.Reconciliation> books = plan.work() instanceof Work.Mail
                    ? Optional.of(load.ledger()
                            .compare(TallyClient.ask(
                                    behind.address(), load.ledger().number())))
                    : Optional.empty();
            return new Report(name, result, meter, books);
        } catch (SSLException e) {
            throw new IOException("no TLS for the load", e);
        }
    }

    /** The same while {@code idle} other connections are held. */
    Report measureBeside(Contender contender, int idle, Workload workload, Duration warmup, Duration length)
            throws IOException, InterruptedException {
        var beside = new WhileHeld(() -> measure(contender, workload, warmup, length));
        try {
            var hold = new Plan(
                    running.get(contender.name()).address(),
                    new Work.Hold(),
                    Security.STARTTLS,
                    idle,
                    1,
                    Duration.ZERO,
                    Duration.ZERO,
                    0);
            return beside.report(new Load(hold, beside).run());
        } catch (SSLException e) {
            throw new IOException("no TLS for the load", e);
        }
    }

    Running running(Contender contender) {
        return running.get(contender.name());
    }

    @Override
    public void close() {
        List.copyOf(running.values()).forEach(Running::close);
        sink.close();
    }
}
