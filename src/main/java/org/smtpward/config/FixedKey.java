package org.smtpward.config;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The keys that count when the program starts: they cannot change under sessions that are open. */
public enum FixedKey {
    HOSTNAME("proxy.hostname", configuration -> configuration.proxy().hostname()),
    EVENT_LOOPS("proxy.event-loops", configuration -> configuration.proxy().eventLoops()),
    LISTENERS("listeners", Configuration::listeners),
    BACKEND_ADDRESS("backend.address", configuration -> configuration.backend().address()),
    BACKEND_IPV6_ADDRESS(
            "backend.ipv6-address", configuration -> configuration.backend().ipv6Address()),
    BACKEND_SOURCE_MODE(
            "backend.source.mode",
            configuration -> configuration.backend().source().mode()),
    SHARED("shared", Configuration::shared),
    EVENTS("events", Configuration::events),
    ADMIN("admin", Configuration::admin);

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // The lambdas above hold nothing.
    private final Function<Configuration, Object> value;

    FixedKey(String key, Function<Configuration, Object> value) {
        this.key = key;
        this.value = value;
    }

    /** Those that {@code next} has another value for. */
    public static List<FixedKey> changed(Configuration current, Configuration next) {
        return Arrays.stream(values())
                .filter(fixed -> !fixed.value.apply(current).equals(fixed.value.apply(next)))
                .toList();
    }

    /** As it is written, but for {@code smtpward} before it. */
    public String key() {
        return key;
    }
}
