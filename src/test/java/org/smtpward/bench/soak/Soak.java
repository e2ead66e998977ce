package org.smtpward.bench.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.smtpward.bench.Lookout;
import org.smtpward.bench.TallyClient;
import org.smtpward.bench.client.Conversation;
import org.smtpward.bench.client.Footprint;
import org.smtpward.bench.client.Meters;
import org.smtpward.bench.contender.Running;
import org.smtpward.bench.load.Ledger;

/** One soak: smtpward runs, clients come and go, samples are taken; at the end everybody leaves and one looks what remains. */
final class Soak {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration TO_LEAVE = Duration.ofSeconds(60);

    private final Running smtpward;
    private final InetSocketAddress admin;
    private final InetSocketAddress sink;
    private final Ledger ledger = new Ledger();
    private final Course course = new Course();
    private final Clients clients;

    Soak(Running smtpward, InetSocketAddress admin, InetSocketAddress sink) {
        this.smtpward = smtpward;
        this.admin = admin;
        this.sink = sink;
        this.clients = new Clients(smtpward.address(), course, ledger);
    }

    /**
     * What is to be done.
     *
     * @param time how long
     * @param interval between two looks
     * @param reload between two changes of the configuration, about
     * @param idle sessions, about
     * @param settle how long sessions may be there when their clients are gone
     */
    record Plan(Duration time, Duration interval, Duration reload, int idle, Duration settle) {
        Plan {
            if (!time.isPositive() || !interval.isPositive() || !reload.isPositive() || idle < 0) {
                throw new IllegalArgumentException("times must be positive, --idle not negative");
            }
        }
    }

    /** Runs it; {@code onSample} hears of each sample. */
    SoakReport run(Plan plan, Path log, Course.Round reload, Consumer<Sample> onSample)
            throws IOException, InterruptedException {
        // The first session, and the first look, open what stays open.
        Conversation.secured(smtpward.address()).quit();
        awaitNobody(plan.settle());
        long before = descriptors();
        var sampler = new Sampler(smtpward, admin, sink, log, course, clients, ledger);
        clients.start(plan.idle());
        course.start("reload", 1, plan.reload(), reload);
        List<Sample> samples = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 1; plan.interval().multipliedBy(i).compareTo(plan.time()) <= 0; i++) {
            Duration due = plan.interval().multipliedBy(i).minusNanos(System.nanoTime() - begin);
            course.isOverWithin(due);
            Sample sample = sampler.sample();
            samples.add(sample);
            onSample.accept(sample);
        }
        course.end(TO_LEAVE);
        long sessions = awaitNobody(plan.settle());
        Ledger.Reconciliation books = ledger.compare(TallyClient.ask(sink, ledger.number()));
        var ending = new Ending(books, sessions, before, descriptors(), course.failures(), course.told());
        return new SoakReport(samples, ending, course.done(), Verdict.of(samples, ending));
    }

    /** Where more clients than the usual ones may be added. */
    Course course() {
        return course;
    }

    /** Waits until no session is open, but no longer than that; returns how many are. */
    private long awaitNobody(Duration patience) throws IOException, InterruptedException {
        return Lookout.await(patience, BETWEEN_LOOKS, () -> sessions() == 0) ? 0 : sessions();
    }

    private long sessions() throws IOException {
        return (long) Meters.of(admin).sum("smtpward_sessions_active");
    }

    private long descriptors() throws IOException {
        return Footprint.of(smtpward.tree().pid()).descriptors();
    }

    /** Has smtpward read another configuration: alternately the one and the other of these. */
    static Course.Round reloading(Running smtpward, Path file, String one, String other) {
        return () -> {
            Files.writeString(file, Files.readString(file).equals(one) ? other : one);
            Process kill = new ProcessBuilder(
                            "kill", "-HUP", Long.toString(smtpward.tree().pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IOException("cannot signal smtpward");
            }
        };
    }
}
