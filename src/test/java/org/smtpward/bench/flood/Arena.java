package org.smtpward.bench.flood;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.smtpward.bench.client.Conversation;
import org.smtpward.bench.load.Ledger;

/** Where a flood is: whom it pesters, how long, and what its clients got. */
final class Arena {
    private final InetSocketAddress server;
    private final Ledger ledger;
    private final Hold hold;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<String, LongAdder> got = new ConcurrentHashMap<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Queue<Conversation> kept = new ConcurrentLinkedQueue<>();

    /** Blocks until honest clients have done enough in a flood of full strength. */
    interface Hold {
        void await() throws InterruptedException;
    }

    /** What one client of a flood does. */
    interface Client {
        void run() throws Exception;
    }

    Arena(InetSocketAddress server, Ledger ledger, Hold hold) {
        this.server = server;
        this.ledger = ledger;
        this.hold = hold;
    }

    InetSocketAddress server() {
        return server;
    }

    /** For mail that must arrive. */
    Ledger ledger() {
        return ledger;
    }

    /** So many clients do that, at the same time; one that fails counts as {@code broken off}. */
    void start(int clients, Client client) {
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    client.run();
                } catch (Exception e) {
                    got("broken off");
                }
            }));
        }
    }

    /** Waits for those that were started. */
    void join() throws InterruptedException {
        for (Thread thread = threads.poll(); thread != null; thread = threads.poll()) {
            thread.join();
        }
    }

    /** A session that stays until the flood is over; then it breaks off. */
    Conversation keep(Conversation conversation) {
        kept.add(conversation);
        if (isOver()) {
            conversation.close();
        }
        return conversation;
    }

    /** The flood has its full strength: goes on until honest clients have done enough, then it is over. */
    void hold() throws InterruptedException {
        awaitEnough();
        end();
    }

    /** The flood has its full strength: returns when honest clients have done enough. */
    void awaitEnough() throws InterruptedException {
        hold.await();
    }

    /** All clients are to go. */
    void end() {
        over.countDown();
        kept.forEach(Conversation::close);
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** Waits; true as soon as the flood is over. */
    boolean isOverWithin(Duration time) throws InterruptedException {
        return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A client got that. */
    void got(String what) {
        got(what, 1);
    }

    /** Clients got that, so often. */
    void got(String what, long times) {
        got.computeIfAbsent(what, any -> new LongAdder()).add(times);
    }

    /** What they got, in all. */
    Map<String, Long> got() {
        var sums = new TreeMap<String, Long>();
        got.forEach((what, times) -> sums.put(what, times.sum()));
        return sums;
    }
}
