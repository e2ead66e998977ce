package org.smtpward.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector.Level;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.real.Until;

/**
 * Mail counted end to end while both sides do everything wrong that there is: what a client was told is delivered is, what is
 * delivered was sent, and all of it. For a million, ten minutes: {@code mvn test -Dtest=RandomFaultsTest -Dmessages=1000000
 * -Dseed=1}, which also prints the figures.
 */
class RandomFaultsTest {
    private static final int MESSAGES = Integer.getInteger("messages", 5_000);
    private static final long SEED = Long.getLong("seed", 20_261_127);
    private static final boolean IS_BIG = MESSAGES > 10_000;

    @Test
    void noMailIsLostAndNoneIsDoubledByUs(@TempDir Path directory) throws Exception {
        try (Leaks leaks = new Leaks(IS_BIG ? Level.SIMPLE : Level.PARANOID);
                Closings closings = new Closings();
                Storm storm = new Storm(directory, MESSAGES, SEED)) {
            int timers = new EventLoops().timers(storm.proxy());
            long began = System.nanoTime();
            Journal journal = storm.rage();
            if (IS_BIG) {
                System.out.printf(
                        "seed=%d seconds=%d %s%n  causes=%s%n",
                        SEED, (System.nanoTime() - began) / 1_000_000_000, journal.figures(), closings.counts());
            }
            assertThat(journal.unacknowledged())
                    .as("every message arrives in the end")
                    .isEmpty();
            assertThat(journal.lost())
                    .as("the client got 2yz, the backend has nothing")
                    .isEmpty();
            assertThat(journal.doubled())
                    .as("the backend has it more often than it was sent")
                    .isEmpty();
            assertThat(journal.torn())
                    .as("the backend has something else than what was sent")
                    .isEmpty();
            assertThat(journal.counts()).as("there were faults").hasSizeGreaterThan(20);
            assertThat(closings.counts()).as("no bug of ours").doesNotContainKey("internal-error");
            var places = new Places(storm.proxy());
            Until.soon(() -> places.taken() == 0, () -> places.taken() + " places are taken");
            Until.soon(
                    () -> new EventLoops().timersOrFail(storm.proxy()) <= timers,
                    () -> "timers are left, at first " + timers);
            assertThat(leaks.all()).as("buffers that were lost").isEmpty();
            assertThat(closings.messages())
                    .as("a line in the log for each message that the metric counts")
                    .isEqualTo(storm.messages())
                    .containsKeys("accepted", "refused", "unfinished");
        }
    }
}
