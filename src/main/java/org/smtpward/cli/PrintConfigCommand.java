package org.smtpward.cli;

import java.util.concurrent.Callable;
import org.smtpward.config.ConfigurationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what is in force and where each value comes from. */
@Command(
        name = "print-config",
        description = "Print the whole configuration in force, and where each value comes from.",
        mixinStandardHelpOptions = true)
final class PrintConfigCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws ConfigurationException {
        spec.commandLine().getOut().print(config.load().toHocon());
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
