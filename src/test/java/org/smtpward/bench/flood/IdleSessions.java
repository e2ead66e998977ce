package org.smtpward.bench.flood;

import java.time.Duration;
import org.smtpward.bench.load.Load;
import org.smtpward.bench.load.Observer;
import org.smtpward.bench.load.Plan;
import org.smtpward.bench.load.Result;
import org.smtpward.bench.load.Security;
import org.smtpward.bench.load.Work;

/** Sessions in TLS, each with its backend connection, that say nothing: they hold places, descriptors and memory. */
record IdleSessions(int sessions) implements Flood {
    @Override
    public String name() {
        return "idle TLS sessions: %,d".formatted(sessions);
    }

    @Override
    public long heldSessions() {
        return sessions;
    }

    @Override
    public void run(Arena arena) throws Exception {
        var plan = new Plan(
                arena.server(), new Work.Hold(), Security.STARTTLS, sessions, 1, Duration.ZERO, Duration.ZERO, 0);
        Result result = new Load(plan, new Observer() {
                    @Override
                    public void opens() {}

                    @Override
                    public void closes() {}

                    @Override
                    public void holds() {
                        try {
                            arena.hold();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                })
                .run();
        arena.got("held", result.held());
        arena.got("still answered at the end", result.answered());
        arena.got("failed", result.errors());
    }
}
