package org.smtpward.cli;

import java.nio.file.Path;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.ConfigurationSource;
import org.smtpward.config.EffectiveConfiguration;
import picocli.CommandLine.Option;

/** {@code --config}, the same for every command that has it. */
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "${env:SMTPWARD_CONFIG:-/etc/smtpward/smtpward.conf}",
            description = "The configuration (default: $SMTPWARD_CONFIG, else /etc/smtpward/smtpward.conf).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    EffectiveConfiguration load() throws ConfigurationException {
        return loader().load(file);
    }

    /** For who reads it more than once. */
    ConfigurationSource source() {
        return new ConfigurationSource(file, loader());
    }

    private static ConfigurationLoader loader() {
        return new ConfigurationLoader(System.getenv());
    }
}
