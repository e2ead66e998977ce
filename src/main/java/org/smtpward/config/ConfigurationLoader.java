package org.smtpward.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a configuration. Three layers, the upper wins: variables {@code CONFIG_FORCE_smtpward_...} of the environment;
 * one file, which may include others and use {@code ${?VARIABLE}}; {@code reference.conf}. System properties do not
 * count.
 */
public final class ConfigurationLoader {
    /** The only key at the top. */
    static final String ROOT = "smtpward";

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([^}]+)}");

    private final Map<String, String> environment;

    /** @param environment mostly {@link System#getenv()} */
    public ConfigurationLoader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The configuration of a file. */
    public EffectiveConfiguration load(Path file) throws ConfigurationException {
        return load(file, read -> {});
    }

    /**
     * The configuration of a file.
     *
     * @param reads hears of it, and of each that it includes, before it is read
     */
    EffectiveConfiguration load(Path file, Consumer<Path> reads) throws ConfigurationException {
        reads.accept(file);
        String name = file.normalize().toString();
        requireReadable(file, name);
        // Without a directory the library would not find what the file includes.
        File found = file.getParent() == null ? new File(".", file.toString()) : file.toFile();
        return read(parsing(name, () -> ConfigFactory.parseFile(found, strictly(reads))), name);
    }

    /** The configuration of somebody who has no file. */
    public EffectiveConfiguration loadDefaults() throws ConfigurationException {
        return read(ConfigFactory.empty(), "reference.conf");
    }

    /**
     * The configuration of a text, for tests and for a program that brings its own.
     *
     * @param name stands for a file's name in messages
     */
    public EffectiveConfiguration loadText(String hocon, String name) throws ConfigurationException {
        return read(
                parsing(
                        name,
                        () -> ConfigFactory.parseString(
                                hocon, strictly(read -> {}).setOriginDescription(name))),
                name);
    }

    private EffectiveConfiguration read(Config layer, String name) throws ConfigurationException {
        Config reference = ConfigFactory.parseResources(ConfigurationLoader.class.getClassLoader(), "reference.conf")
                .withOnlyPath(ROOT);
        Config layers = EnvironmentOverrides.of(environment).withFallback(layer).withFallback(reference);
        ConfigObject effective =
                parsing(name, () -> layers.resolve(environmentOnly())).root();

        Problems problems = new Problems();
        Answer<Configuration> configuration = readRoot(effective, problems);
        problems.throwIfAny();
        return new EffectiveConfiguration(configuration.get(), effective, reference.root());
    }

    private static Answer<Configuration> readRoot(ConfigObject effective, Problems problems) {
        for (Map.Entry<String, ConfigValue> entry : effective.entrySet()) {
            if (!entry.getKey().equals(ROOT)) {
                problems.note(
                        entry.getValue().origin(), entry.getKey(), "unknown key; every key stands in smtpward { ... }");
            }
        }
        // No key for it in messages: they would all begin with it.
        return new Setting("", Objects.requireNonNull(effective.get(ROOT)), problems).section(Configuration::read);
    }

    private static void requireReadable(Path file, String name) throws ConfigurationException {
        if (!Files.exists(file)) {
            throw failure(
                    name, "no such file; take config/smtpward.conf as a beginning, or name another with --config");
        }
        if (Files.isDirectory(file)) {
            throw failure(name, "is a directory; expected a file");
        }
        if (!Files.isReadable(file)) {
            throw failure(
                    name,
                    "cannot be read by user %s: permission denied; as root: chmod o+r %s, or chgrp it to a group of that user"
                            .formatted(System.getProperty("user.name", "?"), name));
        }
    }

    private static <T> T parsing(String name, Supplier<T> step) throws ConfigurationException {
        try {
            return step.get();
        } catch (ConfigException e) {
            throw failure(e, name);
        }
    }

    private static ConfigurationException failure(ConfigException e, String name) {
        String message = e instanceof ConfigException.UnresolvedSubstitution
                ? unresolved(String.valueOf(e.getMessage()))
                : String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return Optional.ofNullable(e.origin())
                .map(origin -> failure(Origin.of(origin), message.replace(origin.description() + ": ", "")))
                .orElseGet(() -> failure(name, message));
    }

    /** The library names the substitution alone. */
    private static String unresolved(String message) {
        Matcher substitution = SUBSTITUTION.matcher(message);
        return substitution.find()
                ? "${%1$s} has no value: set the variable %1$s in the environment, or write ${?%1$s} if it may be missing"
                        .formatted(substitution.group(1))
                : message;
    }

    private static ConfigurationException failure(String origin, String text) {
        return new ConfigurationException(List.of(new Problem(origin, "", text)));
    }

    private static ConfigParseOptions strictly(Consumer<Path> reads) {
        return ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new StrictIncluder(reads));
    }

    private ConfigResolveOptions environmentOnly() {
        return ConfigResolveOptions.defaults()
                .setUseSystemEnvironment(false)
                .appendResolver(new EnvironmentVariables(environment));
    }
}
