package org.smtpward.bench;

import org.smtpward.bench.compare.CompareCommand;
import org.smtpward.bench.compare.ScaleCommand;
import org.smtpward.bench.compare.StartupCommand;
import org.smtpward.bench.flood.FloodsCommand;
import org.smtpward.bench.soak.SoakCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of {@code ./smtpward-bench}. */
@Command(
        name = "smtpward-bench",
        description = "Measures smtpward, and what one could run instead of it, side by side (docs/performance.md).",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SinkCommand.class,
            LoadCommand.class,
            CompareCommand.class,
            ScaleCommand.class,
            StartupCommand.class,
            JmhCommand.class,
            SoakCommand.class,
            FloodsCommand.class
        })
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
                .setExecutionExceptionHandler(Bench::onException)
                .execute(arguments);
    }

    private static int onException(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (e instanceof IllegalArgumentException) {
            command.getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        e.printStackTrace(command.getErr());
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Runs, exits. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }
}
