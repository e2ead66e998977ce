package org.smtpward.probe;

import java.time.Duration;
import java.util.Optional;

/** Servers of tests: they answer at once or not at all. */
final class Targets {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(200);

    private Targets() {}

    static Target at(int port, Optional<String> deliverTo) {
        return target(port, false, deliverTo, PATIENCE, QUIET);
    }

    /** One that is expected to answer: on a busy machine that may take a while. */
    static Target talkative(int port, String deliverTo) {
        return target(port, false, Optional.of(deliverTo), PATIENCE, PATIENCE);
    }

    /** One that is not. */
    static Target silent(int port) {
        return target(port, false, Optional.empty(), Duration.ofMillis(300), QUIET);
    }

    static Target implicitTls(int port) {
        return target(port, true, Optional.empty(), PATIENCE, QUIET);
    }

    private static Target target(
            int port, boolean implicitTls, Optional<String> deliverTo, Duration patience, Duration quiet) {
        return new Target(
                "127.0.0.1",
                port,
                implicitTls,
                Optional.empty(),
                "client.test",
                patience,
                quiet,
                Duration.ZERO,
                deliverTo);
    }
}
