package org.smtpward;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

/** A question to each event loop whether it still runs what it is given. */
final class Heartbeat {
    private Heartbeat() {}

    /** Completes when all of {@code loops} have answered; never, if one hangs. */
    static CompletableFuture<Void> of(EventExecutorGroup loops) {
        var answers = new ArrayList<CompletableFuture<Void>>();
        for (EventExecutor loop : loops) {
            answers.add(CompletableFuture.runAsync(() -> {}, loop));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
    }
}
