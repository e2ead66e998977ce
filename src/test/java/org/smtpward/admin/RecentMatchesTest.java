package org.smtpward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.smtpward.admin.RecentMatches.Batch;
import org.smtpward.admin.RecentMatches.Numbered;

class RecentMatchesTest {
    private final RecentMatches matches = new RecentMatches(4);

    @Test
    void theOldestFirstAndFromWhereOneHasRead() {
        add(3);
        assertThat(numbers(matches.since(0, 10))).containsExactly(0L, 1L, 2L);
        assertThat(numbers(matches.since(2, 10))).containsExactly(2L);
        assertThat(matches.since(3, 10)).isEqualTo(new Batch(List.of(), 3, 0));
    }

    @Test
    void aFullRingForgetsTheOldestAndSaysHowMany() {
        add(11);
        Batch batch = matches.since(2, 10);
        assertThat(numbers(batch)).containsExactly(7L, 8L, 9L, 10L);
        assertThat(batch.leftOut()).isEqualTo(5);
        assertThat(batch.next()).isEqualTo(11);
    }

    @Test
    void moreThanWereAskedForAreLeftOutToo() {
        add(4);
        Batch batch = matches.since(0, 1);
        assertThat(numbers(batch)).containsExactly(3L);
        assertThat(batch.leftOut()).isEqualTo(3);
    }

    /** Whoever reads all the time, in small pieces, gets each one once or is told that it is missing. */
    @Test
    void manyThreadsLoseNothingUnseen() throws Exception {
        var ring = new RecentMatches(64);
        int threads = 4;
        int each = 20_000;
        long shown = 0;
        long leftOut = 0;
        long next = 0;
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                pool.execute(() -> {
                    for (int j = 0; j < each; j++) {
                        ring.add(Samples.blocked(""));
                    }
                });
            }
            pool.shutdown();
            while (next < (long) threads * each) {
                Batch batch = ring.since(next, 1000);
                assertThat(numbers(batch)).isSorted().allMatch(new Floor(next)::isUnder);
                shown += batch.matches().size();
                leftOut += batch.leftOut();
                next = batch.next();
            }
        }
        assertThat(shown + leftOut).isEqualTo((long) threads * each);
        assertThat(shown).isPositive();
    }

    private record Floor(long number) {
        boolean isUnder(long other) {
            return other >= number;
        }
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            matches.add(Samples.blocked("GET /" + i));
        }
    }

    private static List<Long> numbers(Batch batch) {
        return new ArrayList<>(batch.matches().stream().map(Numbered::number).toList());
    }
}
