package org.smtpward.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session hears on its own event loop that there is no connection, whoever finds that out. */
class BackendConnectorTest {
    private final EventLoop eventLoop = new DefaultEventLoop();
    private final Promise<Boolean> heardOnEventLoop = GlobalEventExecutor.INSTANCE.newPromise();

    @AfterEach
    void stop() {
        eventLoop.shutdownGracefully();
    }

    /** As Netty reports that it could not even make a channel: too many open files. */
    @Test
    void aFailureOnAnotherThread() throws Exception {
        assertHeard(GlobalEventExecutor.INSTANCE.newFailedFuture(new IOException("Too many open files")));
    }

    @Test
    void aFailureOnItself() throws Exception {
        assertHeard(eventLoop.newFailedFuture(new IOException("Connection refused")));
    }

    private void assertHeard(Future<?> attempt) throws Exception {
        BackendConnector.onFailure(attempt, eventLoop, () -> heardOnEventLoop.setSuccess(eventLoop.inEventLoop()));
        assertThat(heardOnEventLoop.get()).isTrue();
    }
}
