package org.smtpward.admin;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.smtpward.policy.Action;

/** How often rules matched in each of the last sixty minutes, by what was done. Sessions count on their event loops. */
public final class LastHour {
    static final int MINUTES = 60;

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int ACTIONS = Action.values().length;

    private final AtomicReferenceArray<@Nullable Minute> ring = new AtomicReferenceArray<>(MINUTES);
    private final LongSupplier nanoTime;
    private final long start;

    /** @param number minutes since the start */
    private record Minute(long number, AtomicLongArray counts) {}

    /** @param nanoTime mostly {@link System#nanoTime}: somebody may set the clock */
    public LastHour(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** Counts one; on any thread. */
    public void count(Action action) {
        long number = now();
        int slot = (int) (number % MINUTES);
        Minute minute = ring.get(slot);
        while (minute == null || minute.number() < number) {
            var fresh = new Minute(number, new AtomicLongArray(ACTIONS));
            Minute found = ring.compareAndExchange(slot, minute, fresh);
            minute = found == minute ? fresh : found;
        }
        minute.counts().incrementAndGet(action.ordinal());
    }

    /** Sixty counts, the oldest minute first; the last one is the minute that is not over yet. */
    long[] counts(Action action) {
        long[] counts = new long[MINUTES];
        long last = now();
        for (int i = 0; i < MINUTES; i++) {
            long number = last - (MINUTES - 1) + i;
            Minute minute = number < 0 ? null : ring.get((int) (number % MINUTES));
            counts[i] = minute == null || minute.number() != number
                    ? 0
                    : minute.counts().get(action.ordinal());
        }
        return counts;
    }

    private long now() {
        return (nanoTime.getAsLong() - start) / MINUTE_NANOS;
    }
}
