package org.smtpward.probe;

import java.time.Duration;
import java.util.Optional;

/** Servers of tests: they answer at once or not at all. */
final class Targets {
    private Targets() {}

    static Target at(int port, Optional<String> deliverTo) {
        return at(port, deliverTo, Duration.ofSeconds(5));
    }

    static Target at(int port, Optional<String> deliverTo, Duration patience) {
        return target(port, false, deliverTo, patience);
    }

    static Target implicitTls(int port) {
        return target(port, true, Optional.empty(), Duration.ofSeconds(5));
    }

    private static Target target(int port, boolean implicitTls, Optional<String> deliverTo, Duration patience) {
        return new Target(
                "127.0.0.1",
                port,
                implicitTls,
                Optional.empty(),
                "client.test",
                patience,
                Duration.ofMillis(200),
                Duration.ZERO,
                deliverTo);
    }
}
