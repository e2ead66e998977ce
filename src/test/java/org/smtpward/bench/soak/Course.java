package org.smtpward.bench.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Runs the clients of a soak, each again and again on a thread of its own, until it is over. */
final class Course {
    private static final int TOLD = 5;

    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, LongAdder> done = new ConcurrentHashMap<>();
    private final LongAdder failures = new LongAdder();
    private final List<String> told = new ArrayList<>();

    /** What a client does in one round. */
    interface Round {
        void run() throws Exception;
    }

    /** So many clients do that, each with pauses that are {@code pause} on average. */
    void start(String name, int clients, Duration pause, Round round) {
        LongAdder rounds = done.computeIfAbsent(name, any -> new LongAdder());
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().start(() -> repeat(name, pause, round, rounds)));
        }
    }

    private void repeat(String name, Duration pause, Round round, LongAdder rounds) {
        try {
            while (!isOverWithin(about(pause))) {
                try {
                    round.run();
                    rounds.increment();
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    onFailure(name + ": " + e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Between half of that and half more, so that clients do not come in step. */
    static Duration about(Duration time) {
        return Duration.ofMillis(
                (long) (time.toMillis() * ThreadLocalRandom.current().nextDouble(0.5, 1.5)));
    }

    private void onFailure(String what) {
        failures.increment();
        synchronized (told) {
            if (told.size() < TOLD) {
                told.add(what);
            }
        }
    }

    /** Waits; true as soon as the soak is over. */
    boolean isOverWithin(Duration time) throws InterruptedException {
        return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets every client end its round; waits for them, but no longer than that. */
    void end(Duration patience) throws InterruptedException {
        over.countDown();
        long deadline = System.nanoTime() + patience.toNanos();
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                onFailure("a client does not end");
            }
        }
    }

    /** Rounds done, by name. */
    Map<String, Long> done() {
        var sums = new java.util.TreeMap<String, Long>();
        done.forEach((name, rounds) -> sums.put(name, rounds.sum()));
        return sums;
    }

    /** Rounds that ended otherwise than they should. */
    long failures() {
        return failures.sum();
    }

    /** The first of them, in words. */
    List<String> told() {
        synchronized (told) {
            return List.copyOf(told);
        }
    }
}
