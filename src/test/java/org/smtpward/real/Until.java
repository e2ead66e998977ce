package org.smtpward.real;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process or thread does and nobody tells us: looks again and again, until a deadline. */
public final class Until {
    /**
     * Longer than anything takes on a busy machine. Sendmail writes each message to the disk before it answers, and a disk that is
     * busy with the layers of an image has been seen to keep it for more than 20 s.
     */
    static final Duration SOON = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    private Until() {}

    public static void soon(BooleanSupplier condition, Supplier<String> complaint) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + SOON.toSeconds() + " s: " + complaint.get());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
