package org.smtpward.cli;

import org.smtpward.config.SharedOptions;
import org.smtpward.shared.BanStore;
import org.smtpward.shared.SharedException;

/**
 * The part of {@code smtpward check} that asks Redis all that a node asks it. One that is away is a warning: smtpward starts,
 * and takes mail without it.
 */
final class RedisCheck {
    private static final String SUBJECT = "redis";

    private final SharedOptions options;
    private final Sayer sayer;

    RedisCheck(SharedOptions options, Sayer sayer) {
        this.options = options;
        this.sayer = sayer;
    }

    void run() {
        if (!options.isOn()) {
            return;
        }
        try (BanStore store = BanStore.of(options)) {
            int bans = store.rehearse();
            sayer.say(
                    "ok",
                    SUBJECT,
                    "%s answers and permits what a node needs; bans in force: %d"
                            .formatted(options.redis().address().orElseThrow(), bans));
        } catch (SharedException e) {
            sayer.say("warning", SUBJECT, e.text() + ". Without it limits count on each node alone");
        }
    }
}
