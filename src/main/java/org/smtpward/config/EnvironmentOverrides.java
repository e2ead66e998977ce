package org.smtpward.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Any key from the environment, as Typesafe Config names it: after {@code CONFIG_FORCE_}, one underscore is a dot, two
 * are a dash, three an underscore. Not the library's own, which reads the environment only once, cannot be tested and
 * does not remember which variable it was.
 */
final class EnvironmentOverrides {
    private static final String PREFIX = "CONFIG_FORCE_";
    private static final String OURS = PREFIX + ConfigurationLoader.ROOT + "_";
    private static final Pattern DOT = Pattern.compile("(?<!_)_(?!_)");

    private EnvironmentOverrides() {}

    static Config of(Map<String, String> environment) {
        Config overrides = ConfigFactory.empty();
        // In order, so that two variables that contradict each other do so in the same way each time.
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            if (variable.getKey().startsWith(OURS)) {
                overrides = overrides.withFallback(nested(variable.getKey(), variable.getValue()));
            }
        }
        return overrides;
    }

    private static ConfigObject nested(String variable, String value) {
        List<String> keys = keys(variable.substring(OURS.length()));
        Object inner = value;
        for (String key : keys.reversed()) {
            inner = Map.of(key, inner);
        }
        return ConfigValueFactory.fromMap(Map.of(ConfigurationLoader.ROOT, inner), "env " + variable);
    }

    private static List<String> keys(String name) {
        return Arrays.stream(DOT.split(name, -1))
                .map(key -> key.replace("___", "\0").replace("__", "-").replace('\0', '_'))
                .toList();
    }
}
