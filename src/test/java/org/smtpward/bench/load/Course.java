package org.smtpward.bench.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How far a load has come: shared by all its event loops. */
final class Course {
    /** Who fails more often than that, and more often than not, has failed. */
    private static final int MANY_ERRORS = 1000;

    private final Plan plan;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicInteger unopened;
    private final CountDownLatch unitsDone = new CountDownLatch(1);
    private final CountDownLatch allHeld;
    private final CountDownLatch allGone;
    private volatile boolean counting;
    private volatile boolean stopping;

    Course(Plan plan) {
        this.plan = plan;
        this.unopened = new AtomicInteger(plan.connections());
        this.allHeld = new CountDownLatch(plan.connections());
        this.allGone = new CountDownLatch(plan.connections());
    }

    /** Whether a connection that does not exist yet may be opened. */
    boolean mayOpen() {
        return unopened.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /** Whether another unit may begin, which counts as begun then. */
    boolean mayBegin() {
        if (stopping) {
            return false;
        }
        return plan.units() == 0 || begun.getAndUpdate(n -> Math.min(n + 1, plan.units())) < plan.units();
    }

    /** Whether no unit can begin any more. */
    boolean isOver() {
        return stopping || plan.units() > 0 && begun.get() >= plan.units();
    }

    /** Units done; tells whether they count. */
    boolean onUnits(int units) {
        boolean counts = counting;
        if (plan.units() > 0 && ended.addAndGet(units) >= plan.units()) {
            unitsDone.countDown();
        }
        return counts;
    }

    void onError() {
        // A unit that fails has ended, too.
        if (plan.units() > 0 && ended.incrementAndGet() >= plan.units()) {
            unitsDone.countDown();
        }
        if (errors.incrementAndGet() > MANY_ERRORS) {
            stop();
        }
    }

    /** What was not opened until the end will never be. */
    void giveUpUnopened() {
        while (mayOpen()) {
            onGone();
        }
    }

    void onHeldOrLost() {
        allHeld.countDown();
    }

    void onGone() {
        allGone.countDown();
    }

    void count(boolean on) {
        counting = on;
    }

    /** Units under way end, no others begin. */
    void stop() {
        stopping = true;
        unitsDone.countDown();
    }

    CountDownLatch unitsDone() {
        return unitsDone;
    }

    CountDownLatch allHeld() {
        return allHeld;
    }

    CountDownLatch allGone() {
        return allGone;
    }
}
