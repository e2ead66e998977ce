package org.smtpward.config;

/**
 * One mistake in the configuration.
 *
 * @param origin where: a file, mostly with its line, or a variable of the environment
 * @param key such as {@code limits.bad-commands} or {@code listeners[0].address}; empty when it concerns a whole file
 * @param text what is wrong and what would be right
 */
public record Problem(String origin, String key, String text) {
    @Override
    public String toString() {
        return origin + ": " + (key.isEmpty() ? "" : key + ": ") + text;
    }
}
