package org.smtpward.bench.load;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What a load is to do.
 *
 * @param target where it connects
 * @param work what its connections do
 * @param security whether they use TLS
 * @param connections how many at a time
 * @param threads event loops; one is enough for a proxy on two or three cores
 * @param warmup time before anything is counted
 * @param length time that is counted, if {@code units} do not end it before; of {@link Work.Hold} how long it holds
 * @param units how much work in all, or 0 for as much as goes in that time
 */
public record Plan(
        InetSocketAddress target,
        Work work,
        Security security,
        int connections,
        int threads,
        Duration warmup,
        Duration length,
        long units) {
    /** A plan that can be carried out. */
    public Plan {
        if (connections < 1 || threads < 1 || units < 0 || warmup.isNegative() || length.isNegative()) {
            throw new IllegalArgumentException("connections and threads must be 1 or more, all else 0 or more");
        }
        if (target.isUnresolved()) {
            throw new IllegalArgumentException("no such host: " + target.getHostString());
        }
    }
}
