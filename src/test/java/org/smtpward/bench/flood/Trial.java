package org.smtpward.bench.flood;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.smtpward.bench.Lookout;
import org.smtpward.bench.TallyClient;
import org.smtpward.bench.client.Footprint;
import org.smtpward.bench.load.Ledger;

/** Floods smtpward, one flood after the other: honest sessions before, during and after, and what is left of it. */
final class Trial {
    private static final Duration TO_RECOVER = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Ward ward;
    private final InetSocketAddress sink;
    private final Pace pace;

    /**
     * How much is enough.
     *
     * @param sessions honest ones, before, during and after
     * @param least a flood of full strength lasts at least that long
     * @param most a flood that does not let enough honest sessions pass ends after that, and has won
     */
    record Pace(int sessions, Duration least, Duration most) {}

    Trial(Ward ward, InetSocketAddress sink, Pace pace) {
        this.ward = ward;
        this.sink = sink;
        this.pace = pace;
    }

    Outcome run(Flood flood) throws Exception {
        var ledger = new Ledger();
        var honest = new Honest.NewSessions(ward.address(), ledger, flood.isDoorShut());
        Histogram before = honest.act(pace.sessions());
        awaitLookout(0);
        Footprint quiet = ward.footprint();
        Duration cpu = ward.cpu();
        long begin = System.nanoTime();
        var during = new Meanwhile(honest, pace);
        var arena = new Arena(ward.address(), ledger, during::awaitEnough);
        Histogram inFlood;
        AtomicReference<Footprint> most = new AtomicReference<>(quiet);
        try (var session = flood.isDoorShut() ? new Honest.OpenSession(ward.address(), ledger) : null;
                var watch = new Watch(most)) {
            during.begin(session == null ? honest : session);
            watch.begin();
            flood.run(arena);
            inFlood = during.end();
        }
        Duration length = Duration.ofNanos(System.nanoTime() - begin);
        double cores = (double) ward.cpu().minus(cpu).toNanos() / length.toNanos();
        long left = awaitLookout(quiet.descriptors());
        Footprint end = ward.footprint();
        Histogram after = honest.act(pace.sessions());
        return new Outcome(
                flood.name(),
                length,
                cores,
                before,
                inFlood,
                after,
                during.trouble(),
                honest.inTheClear(),
                quiet,
                most.get(),
                end,
                ward.bound(flood.heldSessions()),
                left,
                arena.got(),
                ledger.compare(TallyClient.ask(sink, ledger.number())));
    }

    /** Waits until no session is left and no more descriptors than that (0: any number) are open; returns the sessions. */
    private long awaitLookout(long descriptors) throws IOException, InterruptedException {
        boolean recovered = Lookout.await(
                TO_RECOVER,
                BETWEEN_LOOKS,
                () -> ward.sessions() == 0
                        && (descriptors == 0 || ward.footprint().descriptors() <= descriptors));
        return recovered ? 0 : ward.sessions();
    }

    /** Honest sessions beside a flood, on a thread of their own. */
    private static final class Meanwhile {
        private final Pace pace;
        private final Histogram nanos = new Histogram(3);
        private final CountDownLatch enough;
        private final CountDownLatch over = new CountDownLatch(1);
        private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
        private Thread thread = Thread.currentThread();

        Meanwhile(Honest honest, Pace pace) {
            this.pace = pace;
            this.enough = new CountDownLatch(pace.sessions());
        }

        void begin(Honest honest) {
            // Not a virtual one: those of the flood give way to each other only when they wait.
            thread = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (over.getCount() > 0) {
                        nanos.add(honest.act(1));
                        enough.countDown();
                    }
                } catch (IOException e) {
                    trouble.set(Optional.of(String.valueOf(e)));
                    while (enough.getCount() > 0) {
                        enough.countDown();
                    }
                }
            });
        }

        void awaitEnough() throws InterruptedException {
            over.await(pace.least().toNanos(), TimeUnit.NANOSECONDS);
            if (!enough.await(pace.most().toNanos(), TimeUnit.NANOSECONDS)) {
                trouble.set(Optional.of("too few came through"));
            }
        }

        Histogram end() throws InterruptedException {
            over.countDown();
            thread.join();
            return nanos;
        }

        Optional<String> trouble() {
            return trouble.get();
        }
    }

    /** Looks again and again how much smtpward holds. */
    private final class Watch implements AutoCloseable {
        private final CountDownLatch over = new CountDownLatch(1);
        private final AtomicReference<Footprint> most;

        Watch(AtomicReference<Footprint> most) {
            this.most = most;
        }

        void begin() {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (!over.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                        Footprint now = ward.footprint();
                        most.updateAndGet(known -> new Footprint(
                                Math.max(known.resident(), now.resident()),
                                Math.max(known.descriptors(), now.descriptors()),
                                Math.max(known.threads(), now.threads())));
                    }
                } catch (IOException | InterruptedException e) {
                    // The process has ended, which others notice.
                    return;
                }
            });
        }

        @Override
        public void close() {
            over.countDown();
        }
    }
}
