package org.smtpward.config;

import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ${?VARIABLE}} in a file; the value remembers which variable it came from. */
record EnvironmentVariables(Map<String, String> environment) implements ConfigResolver {
    @Override
    public @Nullable ConfigValue lookup(String name) {
        String value = environment.get(name);
        return value == null ? null : ConfigValueFactory.fromAnyRef(value, "env " + name);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
        return this;
    }
}
