package org.smtpward.session;

import java.time.Duration;

/**
 * Whether mail data comes fast enough: an average over a window that is long enough for a network that fails and comes back.
 * A window in which the backend could not keep up says nothing about the client.
 */
final class DataRate {
    /** RFC 5321 §4.5.3.2.5 grants three minutes for a data block; a lost link of a minute or two is nobody's fault. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    private final int minOctetsPerSecond;
    private long began;
    private long octets;

    /** {@code minOctetsPerSecond} is 0 when any rate will do. */
    DataRate(int minOctetsPerSecond) {
        this.minOctetsPerSecond = minOctetsPerSecond;
    }

    /** A window begins. */
    void begin(long now) {
        began = now;
        octets = 0;
    }

    void add(int more) {
        octets += more;
    }

    /** Whether somebody has to look at it in {@code state}. */
    boolean isWatching(SessionState state) {
        return minOctetsPerSecond > 0 && state instanceof SessionState.MailData;
    }

    /** Looks at the window if it is over, and begins the next one. */
    boolean isTooLow(long now, boolean backendKeepsUp) {
        if (minOctetsPerSecond == 0 || now - began < WINDOW.toNanos()) {
            return false;
        }
        boolean low = backendKeepsUp && octets < minOctetsPerSecond * WINDOW.toSeconds();
        begin(now);
        return low;
    }
}
