package org.smtpward.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.Network;
import org.smtpward.shared.Ban;
import org.smtpward.shared.BanJson;
import org.smtpward.shared.BanStore;
import org.smtpward.shared.SharedException;
import org.smtpward.shared.Untouchables;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, makes and ends the bans that all nodes with the same Redis obey. Nobody is ever banned but by this command. */
@Command(
        name = "bans",
        description = "List, make or end bans of networks, for all nodes that share a Redis.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|add|remove")
final class BansCommand implements Runnable {
    private static final Pattern LASTING = Pattern.compile("(?<count>\\d{1,6})(?<unit>[mhd])");
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(366);

    /** What one provider's customers have; more is mostly a slip of the finger. */
    private static final int WIDE_4 = 16;

    private static final int WIDE_6 = 32;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "list, add or remove?");
    }

    @Command(name = "list", description = "List the bans that last.", mixinStandardHelpOptions = true)
    int list(
            @Mixin ConfigOption config,
            @Option(names = "--json", description = "Print one JSON document.") boolean json)
            throws ConfigurationException, SharedException {
        try (BanStore store = BanStore.of(config.load().configuration().shared())) {
            List<Ban> bans = store.list();
            if (json) {
                say(BanJson.of(bans));
                return ExitCode.OK;
            }
            if (bans.isEmpty()) {
                say("# There is none.");
            }
            for (Ban ban : bans) {
                say("%-20s until %s  %s"
                        .formatted(ban.network(), second(ban), ban.reason())
                        .stripTrailing());
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "add",
            description =
                    "Ban a network: its connections get 421, on all nodes, within a second or two. One that is banned already gets the new time and reason.",
            mixinStandardHelpOptions = true)
    int add(
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "NETWORK", description = "Such as 192.0.2.0/24, 2001:db8::/32 or 192.0.2.1.")
                    String network,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            defaultValue = "24h",
                            description = "How long: 1m to 366d (default: ${DEFAULT-VALUE}).")
                    String lasting,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "For people who list it.")
                    String reason,
            @Option(names = "--wide", description = "Also a network wider than /16 (IPv6: /32).") boolean wide)
            throws ConfigurationException, SharedException {
        Configuration configuration = config.load().configuration();
        Network banned = network(network);
        Duration time = lasting(lasting);
        int narrow = banned.first().getAddress().length == Integer.BYTES ? WIDE_4 : WIDE_6;
        if (banned.prefixLength() < narrow && !wide) {
            throw usage("%s is wider than /%d: if you mean it, add --wide".formatted(banned, narrow));
        }
        Optional<String> obstacle = Untouchables.of(configuration).inTheWayOf(banned);
        if (obstacle.isPresent()) {
            throw usage(
                    "%s cannot be banned: it has to do with %s, whom no ban hits".formatted(banned, obstacle.get()));
        }
        try (BanStore store = BanStore.of(configuration.shared())) {
            Ban made = store.add(banned, time, reason);
            say("%s is banned until %s".formatted(made.network(), second(made)));
            return ExitCode.OK;
        } catch (IllegalArgumentException unfit) {
            throw usage(String.valueOf(unfit.getMessage()));
        }
    }

    @Command(
            name = "remove",
            description = "End the ban of a network. Ends with 1 if there is none of just this network.",
            mixinStandardHelpOptions = true)
    int remove(@Mixin ConfigOption config, @Parameters(paramLabel = "NETWORK") String network)
            throws ConfigurationException, SharedException {
        Network banned = network(network);
        try (BanStore store = BanStore.of(config.load().configuration().shared())) {
            if (store.remove(banned).isEmpty()) {
                spec.commandLine()
                        .getErr()
                        .println("smtpward: there is no ban of just %s; see smtpward bans list".formatted(banned));
                return ExitCode.RUNTIME;
            }
            say("%s is not banned any more".formatted(banned));
            return ExitCode.OK;
        }
    }

    private Network network(String text) {
        try {
            return Network.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw usage("NETWORK is such as 192.0.2.0/24, without bits behind its prefix, or one address");
        }
    }

    private Duration lasting(String text) {
        Matcher written = LASTING.matcher(text);
        if (written.matches()) {
            var time = Duration.of(
                    Integer.parseInt(written.group("count")),
                    switch (written.group("unit")) {
                        case "m" -> ChronoUnit.MINUTES;
                        case "h" -> ChronoUnit.HOURS;
                        default -> ChronoUnit.DAYS;
                    });
            if (time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0) {
                return time;
            }
        }
        throw usage("--for is a time between 1m and 366d, such as 30m, 24h or 7d");
    }

    private CommandLine.ParameterException usage(String why) {
        return new CommandLine.ParameterException(spec.commandLine(), why);
    }

    private static String second(Ban ban) {
        return ban.until().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
