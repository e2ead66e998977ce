package org.smtpward.packaging;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Deadlines for what another machine does: looks again and again until a condition holds. */
final class Patience {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private Patience() {}

    static void until(int seconds, BooleanSupplier condition, Supplier<String> complaint) {
        long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + seconds + " s: " + complaint.get());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
