package org.smtpward.bench.flood;

import java.time.Duration;
import org.smtpward.bench.load.Load;
import org.smtpward.bench.load.Observer;
import org.smtpward.bench.load.Plan;
import org.smtpward.bench.load.Result;
import org.smtpward.bench.load.Security;
import org.smtpward.bench.load.Work;

/** Full TLS handshakes, as many as go, from an address that no rate limits: what costs a processor most. */
record Handshakes(int clients) implements Flood {
    private static final Duration NO_END = Duration.ofHours(1);

    @Override
    public String name() {
        return "full handshakes, one after the other, by %,d clients".formatted(clients);
    }

    @Override
    public void run(Arena arena) throws Exception {
        var plan = new Plan(
                arena.server(), new Work.Handshakes(), Security.STARTTLS, clients, 1, Duration.ZERO, NO_END, 0);
        var load = new Load(plan, Observer.nobody());
        arena.start(1, () -> {
            Result result = load.run();
            arena.got("handshakes", result.handshakes());
            arena.got("failed", result.errors());
        });
        arena.hold();
        load.stop();
        arena.join();
    }
}
