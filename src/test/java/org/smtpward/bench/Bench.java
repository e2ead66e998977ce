package org.smtpward.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of {@code ./smtpward-bench}. */
@Command(
        name = "smtpward-bench",
        description = "Measures smtpward, and what one could run instead of it, side by side (docs/performance.md).",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SinkCommand.class, LoadCommand.class})
public final class Bench implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Which command? 'compare' measures smtpward beside its rivals.");
    }

    /** Runs what {@code arguments} say; 1 if something failed, above all if a message was lost or altered. */
    public static int execute(String... arguments) {
        return new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    /** Runs, exits. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }
}
