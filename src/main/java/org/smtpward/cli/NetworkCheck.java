package org.smtpward.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smtpward.config.Configuration;
import org.smtpward.config.SourceMode;
import org.smtpward.network.Inventory;
import org.smtpward.network.KernelNetwork;
import org.smtpward.network.NetworkException;
import org.smtpward.network.OwnAddresses;
import org.smtpward.network.ShellCommand;
import org.smtpward.network.TransparentSockets;

/** The part of {@code smtpward check} that asks what the kernel does for us: capability, routing and packet filter rules. */
final class NetworkCheck {
    private static final String SUBJECT = "network";

    private final Configuration configuration;
    private final KernelNetwork network;
    private final Sayer sayer;

    NetworkCheck(Configuration configuration, Sayer sayer) {
        this.configuration = configuration;
        this.network = KernelNetwork.of(configuration);
        this.sayer = sayer;
    }

    /** The exit code. What is missing for the backend's answers alone is a warning: the relay probe tells whether they come. */
    int run() {
        if (configuration.leavesOutIpv6() && OwnAddresses.haveIpv6()) {
            sayer.say(
                    "warning",
                    SUBJECT,
                    "backend.ipv6-address is empty: with source.mode = transparent clients with IPv6 are not served, and this"
                            + " machine has IPv6 addresses. Set it to an IPv6 address of the backend, such as \"[::1]:2525\"");
        }
        boolean borrows = configuration.backend().source().mode() == SourceMode.TRANSPARENT;
        if (!borrows && !network.turnsConnections()) {
            return ExitCode.OK;
        }
        Optional<String> trouble = TransparentSockets.trouble();
        if (trouble.isPresent()) {
            String what = borrows ? "backend.source.mode = transparent" : "tproxy";
            sayer.say("error", SUBJECT, what + " does not work: " + trouble.get());
            return ExitCode.CONFIGURATION;
        }
        List<ShellCommand> obstacles = network.obstacles();
        if (!obstacles.isEmpty()) {
            sayer.say(
                    "error",
                    SUBJECT,
                    "the kernel drops marked packets. As root, and in /etc/sysctl.d:" + lines(obstacles));
            return ExitCode.CONFIGURATION;
        }
        if (network.leavesOutIpv6()) {
            sayer.say(
                    "warning",
                    SUBJECT,
                    "clients with IPv6 get past smtpward, as tproxy is for IPv4 alone: a listener at [::] with tproxy ="
                            + " \"[::]:PORT\" takes both");
        }
        return checkRules();
    }

    private int checkRules() {
        try {
            Inventory inventory = network.look();
            List<ShellCommand> missing = inventory.missing();
            if (missing.isEmpty()) {
                sayer.say(
                        "ok",
                        SUBJECT,
                        "the routing rules are set" + (inventory.present().isEmpty() ? ": none is needed" : ""));
                return ExitCode.OK;
            }
            boolean bypassed = network.turnsConnections();
            sayer.say(
                    bypassed ? "error" : "warning",
                    SUBJECT,
                    "%sAs root: smtpward network up, which runs:%s"
                            .formatted(
                                    bypassed
                                            ? "clients get past smtpward, rules are missing. "
                                            : "routing rules are missing; without them, or others that do the same, the backend's answers do not come. ",
                                    lines(missing)));
            return bypassed ? ExitCode.CONFIGURATION : ExitCode.OK;
        } catch (NetworkException e) {
            sayer.say(
                    "warning",
                    SUBJECT,
                    "the routing rules cannot be seen: %s. As root: smtpward network show".formatted(e.getMessage()));
            return ExitCode.OK;
        }
    }

    private static String lines(List<ShellCommand> commands) {
        return commands.stream().map(command -> "\n" + command).collect(Collectors.joining());
    }
}
