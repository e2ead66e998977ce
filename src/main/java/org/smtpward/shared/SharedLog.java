package org.smtpward.shared;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.config.RedisAddress;
import org.smtpward.events.OncePerMinute;
import org.smtpward.events.PeerText;

/**
 * Says what becomes of Redis: that it is away once a minute at most, with the reason, and that it is back only if it was told
 * to be away. Called on one event loop.
 */
final class SharedLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.smtpward.shared");
    private static final int MAX_WHY = 200;

    private final RedisAddress address;
    private final OncePerMinute trouble;
    private final OncePerMinute unreadable;
    private boolean silent = true;

    SharedLog(RedisAddress address, LongSupplier nanoTime) {
        this.address = address;
        this.trouble = new OncePerMinute(nanoTime);
        this.unreadable = new OncePerMinute(nanoTime);
    }

    void onAnswer() {
        if (silent) {
            silent = false;
            LOG.info("event=redis result=answers address={}", address);
        }
    }

    void onTrouble(Throwable why) {
        if (trouble.isDue()) {
            silent = true;
            LOG.warn(
                    "event=redis result=away address={} hint=\"limits count here alone, known bans stay; told once a"
                            + " minute\" why=\"{}\"",
                    address,
                    words(why));
        }
    }

    void onBans(int before, int now, int skipped) {
        if (before != now) {
            LOG.info("event=bans in-force={}", now);
        }
        if (skipped > 0 && unreadable.isDue()) {
            LOG.warn("event=bans result=skipped lines={} hint=\"no bans, or more than shared.max-bans\"", skipped);
        }
    }

    /** What was known before stays. */
    void onUnreadableBans() {
        if (unreadable.isDue()) {
            LOG.warn("event=bans result=unreadable hint=\"what stands in Redis is no list of bans; known ones stay\"");
        }
    }

    /** Redis may have chosen them. */
    static String words(Throwable why) {
        String message = why.getMessage();
        return PeerText.escape(message == null ? why.getClass().getSimpleName() : message, MAX_WHY)
                .replace('"', '\'');
    }
}
