package org.smtpward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whether all event loops are alive. */
class HeartbeatTest {
    @Test
    void oneEventLoopThatHangsIsEnough() throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(3, NioIoHandler.newFactory());
        try {
            Heartbeat.of(loops).get(60, TimeUnit.SECONDS);
            var hangs = new CountDownLatch(1);
            var released = new CountDownLatch(1);
            loops.next().execute(() -> {
                hangs.countDown();
                await(released);
            });
            await(hangs);
            CompletableFuture<Void> blocked = Heartbeat.of(loops);
            Heartbeat.of(loops.next()).get(60, TimeUnit.SECONDS);
            Heartbeat.of(loops.next()).get(60, TimeUnit.SECONDS);
            assertThat(blocked).isNotDone();
            released.countDown();
            blocked.get(60, TimeUnit.SECONDS);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
