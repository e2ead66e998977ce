package org.smtpward.config;

import java.util.regex.Pattern;

/**
 * One value of the configuration in force, to be shown to people.
 *
 * @param key its whole key, such as {@code smtpward.limits.connections}
 * @param value as HOCON; what is secret is masked
 * @param origin where it came from: {@code smtpward.conf:12}, {@code env SMTPWARD_MODE}, {@code reference.conf}
 */
public record EffectiveValue(String key, String value, String origin) {
    private static final String MASK = "\"***\"";

    /** By what the last part of a key says. Where a secret lies ({@code password-file}) is none. */
    private static final Pattern SECRET =
            Pattern.compile("(?:.*[.-])?(?:password|passphrase|secret|token)", Pattern.CASE_INSENSITIVE);

    static EffectiveValue of(String key, String value, String origin) {
        return new EffectiveValue(key, SECRET.matcher(key).matches() ? MASK : value, origin);
    }

    /** Whether nobody has set it. */
    public boolean isDefault() {
        return origin.equals("reference.conf");
    }
}
