package org.smtpward.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code limits.tls-handshakes}. */
class HandshakesTest {
    private final AtomicInteger limit = new AtomicInteger(2);
    private final Handshakes handshakes = new Handshakes(limit::get);

    @Test
    void asManyAsTheLimitAndNoMore() {
        assertThat(handshakes.enter()).isTrue();
        assertThat(handshakes.enter()).isTrue();
        assertThat(handshakes.enter()).isFalse();
        handshakes.leave();
        assertThat(handshakes.enter()).isTrue();
        assertThat(handshakes.enter()).isFalse();
    }

    /** By a reload. */
    @Test
    void aLowerLimitEndsNothingAndHoldsUntilItIsMet() {
        handshakes.enter();
        handshakes.enter();
        limit.set(1);
        handshakes.leave();
        assertThat(handshakes.enter()).isFalse();
        handshakes.leave();
        assertThat(handshakes.enter()).isTrue();
    }

    @Test
    void manyThreadsAtOnceNeverTakeMoreNorLoseOne() throws Exception {
        var start = new CountDownLatch(1);
        var most = new AtomicInteger();
        var inside = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    for (int turn = 0; turn < 20_000; turn++) {
                        if (handshakes.enter()) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            inside.decrementAndGet();
                            handshakes.leave();
                        }
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(most.get()).isBetween(1, 2);
        assertThat(handshakes.enter()).isTrue();
        assertThat(handshakes.enter()).isTrue();
        assertThat(handshakes.enter()).isFalse();
    }
}
