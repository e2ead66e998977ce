package org.smtpward.cli;

import java.io.PrintWriter;
import org.smtpward.config.ConfigurationException;
import org.smtpward.network.Inventory;
import org.smtpward.network.KernelNetwork;
import org.smtpward.network.NetworkException;
import org.smtpward.network.ShellCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sets and removes the routing and packet filter rules that a configuration needs. */
@Command(
        name = "network",
        description = "Set, remove or show the routing rules for source.mode = transparent and for tproxy.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "up|down|show")
final class NetworkCommand implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "up, down or show?");
    }

    @Command(
            name = "up",
            description = "Set what is missing and remove what an older configuration has left. Prints what it runs.",
            mixinStandardHelpOptions = true)
    int up(@Mixin ConfigOption config) throws ConfigurationException, NetworkException {
        KernelNetwork network = KernelNetwork.of(config.load().configuration());
        if (set(network) == 0) {
            say(network.isNothing() ? "# This configuration needs nothing of the kernel." : "# All is there already.");
        }
        network.obstacles().forEach(command -> say("# Still in the way, and not smtpward's to change: " + command));
        return ExitCode.OK;
    }

    @Command(name = "down", description = "Remove all of it. Prints what it runs.", mixinStandardHelpOptions = true)
    int down(@Mixin ConfigOption config) throws ConfigurationException, NetworkException {
        KernelNetwork none = KernelNetwork.none(config.load().configuration().network());
        if (set(none) == 0) {
            say("# There is nothing.");
        }
        return ExitCode.OK;
    }

    @Command(
            name = "show",
            description =
                    "Show what is there (behind #), and the commands for what is not. Ends with 1 if something is missing.",
            mixinStandardHelpOptions = true)
    int show(@Mixin ConfigOption config) throws ConfigurationException, NetworkException {
        KernelNetwork network = KernelNetwork.of(config.load().configuration());
        Inventory inventory = network.look();
        inventory
                .present()
                .forEach(command -> say("# there: " + command.toString().replace("\n", "\n# ")));
        inventory.stale().forEach(this::say);
        inventory.missing().forEach(this::say);
        network.obstacles().forEach(this::say);
        if (network.isNothing()) {
            say("# This configuration needs nothing of the kernel.");
        }
        boolean complete = inventory.missing().isEmpty()
                && inventory.stale().isEmpty()
                && network.obstacles().isEmpty();
        return complete ? ExitCode.OK : ExitCode.RUNTIME;
    }

    /** How many commands that took. */
    private int set(KernelNetwork network) throws NetworkException {
        var count = new int[1];
        network.set(command -> {
            say(command);
            count[0]++;
        });
        return count[0];
    }

    private void say(ShellCommand command) {
        say(command.toString());
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
