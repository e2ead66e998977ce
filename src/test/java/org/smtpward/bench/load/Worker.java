package org.smtpward.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.smtpward.bench.Loops;

/** The connections of one event loop, and what was counted there; nothing of it is for other threads before the end. */
final class Worker {
    private static final int TOLD_ERRORS = 3;
    private static final int DIGITS = 3;

    private final EventLoop loop;
    private final Plan plan;
    private final Course course;
    private final Optional<SslContext> tls;
    private final Ledger ledger;
    private final Body body;
    private final Bootstrap bootstrap;
    private final Set<LoadConnection> live = new LinkedHashSet<>();
    private final Histogram nanos = new Histogram(DIGITS);
    private final List<String> told = new ArrayList<>();
    private long units;
    private long errors;
    private long slowCloses;
    private long sessions;
    private long handshakes;
    private long held;
    private long answered;

    Worker(EventLoop loop, Plan plan, Course course, Optional<SslContext> tls, Ledger ledger, Body body) {
        this.loop = loop;
        this.plan = plan;
        this.course = course;
        this.tls = tls;
        this.ledger = ledger;
        this.body = body;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(Loops.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 30_000);
        loop.scheduleAtFixedRate(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    Plan plan() {
        return plan;
    }

    Course course() {
        return course;
    }

    Ledger ledger() {
        return ledger;
    }

    Body body() {
        return body;
    }

    /** Opens a connection that counts as one of the plan's, and others after it. */
    void open() {
        loop.execute(this::begin);
    }

    SslHandler newTls(ByteBufAllocator allocator) {
        SslContext context = tls.orElseThrow();
        // With a name for the peer the context looks for a ticket.
        return plan.security() == Security.RESUMED
                ? context.newHandler(
                        allocator, plan.target().getHostString(), plan.target().getPort())
                : context.newHandler(allocator);
    }

    private void begin() {
        // Messages and NOOPs are begun in the session.
        boolean sessionIsUnit =
                switch (plan.work()) {
                    case Work.Handshakes work -> true;
                    case Work.Mail mail -> mail.perSession() == 1;
                    case Work.Noops noops -> false;
                    case Work.Hold hold -> false;
                };
        if (course.isOver() || sessionIsUnit && !course.mayBegin()) {
            course.onGone();
            return;
        }
        var connection = new LoadConnection(this, System.nanoTime());
        ChannelFuture connected = bootstrap.clone().handler(connection).connect(plan.target());
        live.add(connection);
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                onError("cannot connect: " + done.cause());
                onClosed(connection, false);
            }
        });
    }

    /** {@code wasHeld}: it had come as far as to be held. */
    void onClosed(LoadConnection connection, boolean wasHeld) {
        if (!live.remove(connection)) {
            return;
        }
        if (plan.work() instanceof Work.Hold) {
            if (!wasHeld) {
                course.onHeldOrLost();
                openAnother();
            }
            course.onGone();
        } else {
            if (!connection.wasReady()) {
                openAnother();
            }
            // Not from within a handler that may be on the stack.
            loop.execute(this::begin);
        }
    }

    /** A session has come as far as to do its work. */
    void onReady() {
        if (!(plan.work() instanceof Work.Hold)) {
            openAnother();
        }
    }

    void onHeld(long took) {
        held++;
        onUnits(1, took);
        course.onHeldOrLost();
        openAnother();
    }

    private void openAnother() {
        if (course.mayOpen()) {
            loop.execute(this::begin);
        }
    }

    void onAnswered() {
        answered++;
    }

    void onUnits(int count, long took) {
        if (course.onUnits(count)) {
            units += count;
            nanos.recordValue(took);
        }
    }

    void onHandshake() {
        handshakes++;
    }

    void onSession() {
        sessions++;
    }

    void onSlowClose() {
        slowCloses++;
    }

    void onError(String what) {
        errors++;
        if (told.size() < TOLD_ERRORS) {
            told.add(what);
        }
        course.onError();
    }

    /** Has every held connection say something. */
    void awaken() {
        loop.execute(() -> List.copyOf(live).forEach(LoadConnection::awaken));
    }

    private void sweep() {
        long now = System.nanoTime();
        List.copyOf(live).forEach(connection -> connection.checkPatience(now));
    }

    /** Adds what was counted here. From another thread. */
    void collect(Counts counts) throws InterruptedException {
        loop.submit(() -> counts.add(units, errors, slowCloses, sessions, handshakes, held, answered, nanos, told))
                .sync();
    }
}
