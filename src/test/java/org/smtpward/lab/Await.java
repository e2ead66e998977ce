package org.smtpward.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something another process does and that cannot be blocked on: looks again and again, until a deadline. */
final class Await {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    private Await() {}

    /** Returns as soon as {@code condition} holds; fails with {@code complaint} when it does not in {@code timeout}. */
    static void until(Duration timeout, BooleanSupplier condition, Supplier<String> complaint) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + timeout.toMillis() + " ms: " + complaint.get());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
