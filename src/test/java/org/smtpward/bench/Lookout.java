package org.smtpward.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process does and nobody tells us: looks again and again, until a deadline. */
public final class Lookout {
    private Lookout() {}

    /** What may be looked at. */
    public interface Look {
        boolean isOver() throws IOException;
    }

    /** Returns when {@code look}, every {@code between}, says so, or after {@code patience}; whether it did. */
    public static boolean await(Duration patience, Duration between, Look look) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!look.isOver()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(between.toNanos());
        }
        return true;
    }
}
