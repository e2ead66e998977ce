package org.smtpward.bench.soak;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * How things stand at one moment of a soak. Counters are since its start, latency is since the sample before.
 *
 * @param at time since the start
 * @param resident memory of the process, octets
 * @param heap used, octets
 * @param direct memory that Java knows of as buffers, octets
 * @param descriptors open
 * @param sessions open
 * @param threads of the process
 * @param p50 of honest sessions with one message
 * @param p99 of the same
 * @param max of the same
 * @param accepted messages with a 250
 * @param verified messages at the sink as they were sent
 * @param lost accepted before, and not at the sink
 * @param doubled at the sink
 * @param altered at the sink
 * @param failures rounds of clients that ended otherwise than they should
 * @param matches of rules
 * @param dropped events
 * @param logLines written
 * @param loopLag the longest of the last minutes
 * @param cpu time that the process has used
 */
record Sample(
        Duration at,
        long resident,
        long heap,
        long direct,
        long descriptors,
        long sessions,
        long threads,
        Duration p50,
        Duration p99,
        Duration max,
        long accepted,
        long verified,
        long lost,
        long doubled,
        long altered,
        long failures,
        long matches,
        long dropped,
        long logLines,
        Duration loopLag,
        Duration cpu) {
    /** Descriptors that no session needs: each has two connections. */
    long otherDescriptors() {
        return descriptors - 2 * sessions;
    }

    /** As one line. */
    String json() {
        return new JsonObject()
                .put("seconds", at.toMillis() / 1e3)
                .put("rss", resident)
                .put("heap", heap)
                .put("direct", direct)
                .put("descriptors", descriptors)
                .put("sessions", sessions)
                .put("threads", threads)
                .put("p50_ms", p50.toNanos() / 1e6)
                .put("p99_ms", p99.toNanos() / 1e6)
                .put("max_ms", max.toNanos() / 1e6)
                .put("accepted", accepted)
                .put("verified", verified)
                .put("lost", lost)
                .put("doubled", doubled)
                .put("altered", altered)
                .put("failures", failures)
                .put("rule_matches", matches)
                .put("events_dropped", dropped)
                .put("log_lines", logLines)
                .put("loop_lag_ms", loopLag.toNanos() / 1e6)
                .put("cpu_seconds", cpu.toMillis() / 1e3)
                .encode();
    }
}
