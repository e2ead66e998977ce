package org.smtpward.bench.load;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.smtpward.bench.Loops;
import org.smtpward.bench.Stamp;
import org.smtpward.bench.Tls;

/**
 * A load: opens the connections of its plan, has them work, counts for as long as the plan says, and lets them end in peace.
 * To be run once. The {@link #ledger} may be compared with the sink's books afterwards, or meanwhile.
 */
public final class Load {
    /** Connections that are opened at the same moment: servers limit handshakes under way. */
    private static final int OPENING = 64;

    /** For sessions to end; more than a connection waits for a reply. */
    private static final Duration END = Duration.ofSeconds(45);

    private static final Duration ALL_HELD = Duration.ofMinutes(5);

    private final Plan plan;
    private final Observer observer;
    private final Course course;
    private final Ledger ledger = new Ledger();
    private final CountingTrust trust = new CountingTrust();
    private final Body body;
    private final List<Worker> workers = new ArrayList<>();

    /** A load that has not begun. */
    public Load(Plan plan, Observer observer) {
        this.plan = plan;
        this.observer = observer;
        this.course = new Course(plan);
        this.body = Body.of(plan.work() instanceof Work.Mail mail ? mail.octets() : 1);
    }

    /** Which messages were sent and accepted, so far. */
    public Ledger ledger() {
        return ledger;
    }

    /** Ends it before its time; from any thread. {@link #run} returns when the sessions under way have ended. */
    public void stop() {
        course.stop();
    }

    /** Runs it; blocks until all connections are gone. */
    public Result run() throws InterruptedException, SSLException {
        Optional<SslContext> tls =
                plan.security() == Security.PLAIN ? Optional.empty() : Optional.of(Tls.client(trust));
        EventLoopGroup loops = Loops.of(plan.threads());
        try {
            for (int i = 0; i < plan.threads(); i++) {
                workers.add(new Worker((EventLoop) loops.next(), plan, course, tls, ledger, body));
            }
            Duration time = plan.work() instanceof Work.Hold ? hold() : work();
            course.stop();
            course.giveUpUnopened();
            course.allGone().await(END.toMillis(), TimeUnit.MILLISECONDS);
            return count(time);
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
        }
    }

    private Duration work() throws InterruptedException {
        open();
        if (!plan.warmup().isZero() && course.unitsDone().await(plan.warmup().toNanos(), TimeUnit.NANOSECONDS)) {
            return Duration.ZERO;
        }
        observer.opens();
        long begin = System.nanoTime();
        course.count(true);
        course.unitsDone().await(limit().toNanos(), TimeUnit.NANOSECONDS);
        course.count(false);
        long end = System.nanoTime();
        observer.closes();
        return Duration.ofNanos(end - begin);
    }

    /** With a number of units and no time they take as long as they take. */
    private Duration limit() {
        return plan.units() > 0 && plan.length().isZero() ? Duration.ofDays(1) : plan.length();
    }

    private Duration hold() throws InterruptedException {
        observer.opens();
        long begin = System.nanoTime();
        course.count(true);
        open();
        course.allHeld().await(ALL_HELD.toMillis(), TimeUnit.MILLISECONDS);
        course.count(false);
        long end = System.nanoTime();
        observer.closes();
        observer.holds();
        // Long enough for a proxy to give back what it only needed for the handshake.
        new CountDownLatch(1).await(plan.length().toNanos(), TimeUnit.NANOSECONDS);
        observer.held();
        workers.forEach(Worker::awaken);
        return Duration.ofNanos(end - begin);
    }

    /** The first ones; each opens another when it has been greeted. */
    private void open() {
        for (int i = 0; i < OPENING && course.mayOpen(); i++) {
            workers.get(i % workers.size()).open();
        }
    }

    private Result count(Duration time) throws InterruptedException {
        var counts = new Counts();
        for (Worker worker : workers) {
            worker.collect(counts);
        }
        long octets = plan.work() instanceof Work.Mail ? body.length() + Stamp.LENGTH : 0;
        return Result.of(plan, counts, time, octets, trust.fullHandshakes());
    }
}
