package org.smtpward.backend;

import java.time.Duration;

/**
 * How long a probe waits.
 *
 * @param connect for the connection
 * @param reply for each reply
 */
public record ProbePatience(Duration connect, Duration reply) {}
