package org.smtpward.listener;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Names for sessions: a part that tells processes apart, and a number. Thread safe. */
public final class SessionIds {
    private static final int RADIX = 36;

    private final String process = Long.toString(new SecureRandom().nextLong() >>> 24, RADIX);
    private final AtomicLong last = new AtomicLong();

    /** The next name, such as {@code 1x9fk2mz-4e}. */
    String next() {
        return process + "-" + Long.toString(last.incrementAndGet(), RADIX);
    }
}
