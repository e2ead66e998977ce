package org.smtpward.bench.measure;

import java.time.Duration;

/**
 * CPU time over a stretch of time.
 *
 * @param contender what is measured
 * @param sink the backend
 * @param self the load generator
 * @param others everything else on the machine
 */
public record Cost(Duration contender, Duration sink, Duration self, Duration others) {
    /** Nothing yet. */
    public static final Cost NONE = new Cost(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    Cost since(Cost earlier) {
        return new Cost(
                contender.minus(earlier.contender),
                sink.minus(earlier.sink),
                self.minus(earlier.self),
                others.minus(earlier.others));
    }
}
