package org.smtpward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.smtpward.policy.Action;

class LastHourTest {
    private final AtomicLong now = new AtomicLong(-Duration.ofMinutes(7).toNanos());
    private final LastHour hour = new LastHour(now::get);

    @Test
    void thePresentMinuteIsTheLast() {
        hour.count(Action.BLOCK);
        hour.count(Action.BLOCK);
        hour.count(Action.MONITOR);
        assertThat(hour.counts(Action.BLOCK)).hasSize(60).endsWith(0, 2);
        assertThat(hour.counts(Action.MONITOR)).endsWith(0, 1);
        assertThat(hour.counts(Action.EXEMPT)).containsOnly(0);
    }

    @Test
    void aCountMovesToTheFrontAndOutAfterAnHour() {
        hour.count(Action.BLOCK);
        later(Duration.ofMinutes(59));
        hour.count(Action.BLOCK);
        assertThat(hour.counts(Action.BLOCK)).startsWith(1, 0).endsWith(0, 1);
        later(Duration.ofMinutes(1));
        assertThat(hour.counts(Action.BLOCK)).startsWith(0, 0).endsWith(1, 0);
        later(Duration.ofHours(5));
        assertThat(hour.counts(Action.BLOCK)).containsOnly(0);
        hour.count(Action.BLOCK);
        assertThat(hour.counts(Action.BLOCK)).endsWith(0, 1);
    }

    @Test
    void manyThreadsCountInTheFirstMomentOfAMinute() throws Exception {
        try (var pool = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                pool.execute(() -> {
                    for (int j = 0; j < 10_000; j++) {
                        hour.count(Action.REWRITE);
                    }
                });
            }
        }
        assertThat(Arrays.stream(hour.counts(Action.REWRITE)).sum()).isEqualTo(40_000);
    }

    private void later(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
