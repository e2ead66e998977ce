package org.smtpward.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.smtpward.events.RuleEvent;

/**
 * The last matches of rules, in a ring of fixed size, so that a flood costs no memory: an event has at most some KB, as its peer
 * text is cut. Sessions add on their event loops and never wait for each other or for who reads.
 */
public final class RecentMatches {
    /** As many as anybody scrolls through; a log keeps the rest. */
    public static final int CAPACITY = 200;

    private final AtomicReferenceArray<Numbered> ring;
    private final AtomicLong next = new AtomicLong();

    /** A match, numbered from 0 since the start. */
    record Numbered(long number, RuleEvent event) {}

    /**
     * Some matches.
     *
     * @param matches the oldest first
     * @param next the number to read from next time
     * @param leftOut how many are missing: they were pushed out of the ring, or were more than were asked for
     */
    record Batch(List<Numbered> matches, long next, long leftOut) {
        Batch {
            matches = List.copyOf(matches);
        }
    }

    /** A ring of {@link #CAPACITY}. */
    public RecentMatches() {
        this(CAPACITY);
    }

    RecentMatches(int capacity) {
        ring = new AtomicReferenceArray<>(capacity);
    }

    /** Adds one; on any thread. */
    public void add(RuleEvent event) {
        long number = next.getAndIncrement();
        // One that was held up for a whole round must not push out a newer one.
        ring.accumulateAndGet(
                slot(number),
                new Numbered(number, event),
                (old, fresh) -> old != null && old.number() > fresh.number() ? old : fresh);
    }

    /** The newest {@code limit} of those with the number {@code from} or a higher one. */
    Batch since(long from, int limit) {
        long end = next.get();
        var found = new ArrayList<Numbered>();
        for (long number = Math.max(from, end - ring.length()); number < end; number++) {
            Numbered match = ring.get(slot(number));
            if (match == null || match.number() < number) {
                // Its number is taken, but it is not there yet: it comes with the next batch.
                end = number;
            } else if (match.number() == number) {
                found.add(match);
            }
        }
        List<Numbered> newest = found.subList(Math.max(0, found.size() - limit), found.size());
        return new Batch(newest, end, end - from - newest.size());
    }

    private int slot(long number) {
        return (int) (number % ring.length());
    }
}
