package org.smtpward.cli;

import org.smtpward.events.JournalPriority;
import org.smtpward.events.LogLevel;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's command line. */
@Command(
        name = "smtpward",
        description = "A transparent SMTP security proxy in front of a sendmail that cannot be patched.",
        versionProvider = VersionCommand.Provider.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            QuickstartCommand.class,
            PrintConfigCommand.class,
            NetworkCommand.class,
            BansCommand.class,
            HealthcheckCommand.class,
            DemoCommand.class,
            ProbeCommand.class,
            VersionCommand.class
        })
public final class SmtpwardCommand implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Which command? Try 'smtpward demo' to see what it does.");
    }

    /** Runs what {@code arguments} say and returns the exit code. */
    public static int execute(String... arguments) {
        LogLevel.settle();
        var command = new CommandLine(new SmtpwardCommand()).setExecutionExceptionHandler(new Failures());
        if (JournalPriority.isWanted()) {
            // Why it ends, of all lines, must not be less than a warning.
            command.setErr(JournalPriority.ERROR.writer(System.err));
        }
        return command.execute(arguments);
    }
}
