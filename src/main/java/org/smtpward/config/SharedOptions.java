package org.smtpward.config;

import java.time.Duration;

/**
 * What many nodes share.
 *
 * @param redis through what
 * @param interval how often a node tells the others what it counts, and looks for new bans
 * @param maxBans as many bans count
 */
public record SharedOptions(RedisOptions redis, Duration interval, int maxBans) {
    public SharedOptions {
        if (maxBans < 1) {
            throw new IllegalArgumentException("not a limit: " + maxBans);
        }
    }

    static Answer<SharedOptions> read(Section shared) {
        var redis = shared.ask("redis").section(RedisOptions::read);
        var interval = shared.ask("interval").time("1s", "10s");
        var maxBans = shared.ask("max-bans").wholeNumber("bans", 1, 100_000);
        return shared.assemble(() -> new SharedOptions(redis.get(), interval.get(), maxBans.get()));
    }

    /** Whether anything is shared at all. */
    public boolean isOn() {
        return redis.address().isPresent();
    }
}
