package org.smtpward.cli;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.security.Security;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.smtpward.config.HostPort;
import org.smtpward.probe.Check;
import org.smtpward.probe.JsonReport;
import org.smtpward.probe.Prober;
import org.smtpward.probe.Report;
import org.smtpward.probe.Target;
import org.smtpward.probe.TextReport;
import org.smtpward.probe.Threat;
import org.smtpward.probe.UnreachableException;
import org.smtpward.probe.Verdict;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks an SMTP server which of the attacks would work that smtpward is for. */
@Command(
        name = "probe",
        description =
                "Try from outside which attacks work against an SMTP server. No mail is delivered without --deliver-to.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:nothing is open",
            "1:something is, or what --fail-on says",
            "2:usage",
            "69:no SMTP server answers"
        })
final class ProbeCommand implements Callable<Integer> {
    private static final String NEVER = "never";
    /** Nobody wants to fail on that. */
    private static final String SAFE = "safe";

    /** Makes Java's TLS as lax as it can be, in the whole process. */
    private final Runnable loosening;

    @Parameters(paramLabel = "HOST:PORT", converter = DemoCommand.Target.class, description = "The server.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private HostPort server;

    @Option(
            names = "--tls",
            description = "TLS from the first octet, as on port 465. Otherwise STARTTLS, if it is offered.")
    private boolean implicitTls;

    @Option(
            names = "--deliver-to",
            paramLabel = "ADDRESS",
            description =
                    "A mailbox of yours behind that server. It gets nine mails at most, from itself; without it, checks"
                            + " that need an accepted mail are skipped.")
    private Optional<String> deliverTo = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document instead of the table.")
    private boolean json;

    @Option(
            names = "--fail-on",
            paramLabel = "WORD",
            split = ",",
            defaultValue = "open",
            description =
                    "What makes the exit code 1: verdicts (open, note, unclear, skipped), threats (alpaca, starttls,"
                            + " smuggling, pipelining, reflection, 403, relay), or never (default: ${DEFAULT-VALUE}).")
    private List<String> failOn = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "The longest wait for a reply (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(
            names = "--quiet-time",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "How long nothing must come to say that no reply comes (default: ${DEFAULT-VALUE}).")
    private int quiet;

    @Option(
            names = "--pause",
            paramLabel = "MILLISECONDS",
            defaultValue = "200",
            description = "Between two connections; there is one at a time (default: ${DEFAULT-VALUE}).")
    private int pause;

    @Option(names = "--source", paramLabel = "IP-ADDRESS", description = "The address to come from.")
    private Optional<InetAddress> source = Optional.empty();

    @Option(
            names = "--hello",
            paramLabel = "NAME",
            defaultValue = "probe.invalid",
            description = "The name for EHLO (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String hello;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    ProbeCommand() {
        // Old servers are the ones to look at. Counts only when nobody in this process has used TLS yet.
        this(() -> Security.setProperty("jdk.tls.disabledAlgorithms", ""));
    }

    /** For tests, which share their process. */
    ProbeCommand(Runnable loosening) {
        this.loosening = loosening;
    }

    @Override
    public Integer call() throws IOException {
        Set<String> words = words();
        Target target = target();
        loosening.run();
        // picocli knows terminals and NO_COLOR.
        boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
        PrintWriter err = spec.commandLine().getErr();
        Report report;
        try {
            report = new Prober(target, (number, of, check) -> progress(terminal, number, of, check)).probe();
        } catch (UnreachableException e) {
            clear(terminal);
            err.printf("smtpward: no SMTP server answers at %s: %s%n", server, e.getMessage());
            return ExitCode.UNAVAILABLE;
        }
        clear(terminal);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonReport.write(report, out);
        } else {
            new TextReport(out, terminal).print(report);
            if (comesAsLocalClient()) {
                out.println("Note: the probe came over loopback, as a client on this machine: servers relay for those."
                        + " --source 127.25.25.25 asks what others get.");
                out.flush();
            }
        }
        return report.has(words) ? ExitCode.RUNTIME : ExitCode.OK;
    }

    /** sendmail relays for 127.0.0.1 and ::1, and smtpward lets it see local clients there by default. */
    private boolean comesAsLocalClient() throws IOException {
        return InetAddress.getByName(server.host()).isLoopbackAddress()
                && source.filter(from -> !from.equals(NetUtil.LOCALHOST4) && !from.equals(NetUtil.LOCALHOST6))
                        .isEmpty();
    }

    private Target target() {
        try {
            return new Target(
                    server.host(),
                    server.port(),
                    implicitTls,
                    source,
                    hello,
                    Duration.ofSeconds(timeout),
                    Duration.ofSeconds(quiet),
                    Duration.ofMillis(pause),
                    deliverTo);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Set<String> words() {
        var known = new HashSet<>(Verdict.WORDS);
        known.remove(SAFE);
        Stream.of(Threat.values()).map(Threat::label).forEach(known::add);
        known.add(NEVER);
        for (String word : failOn) {
            if (!known.contains(word)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--fail-on does not know '" + word + "', only "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return new HashSet<>(failOn);
    }

    private void progress(boolean terminal, int number, int of, Check check) {
        if (terminal) {
            PrintWriter err = spec.commandLine().getErr();
            err.printf("\r\u001b[K[%d/%d] %s", number, of, check.name());
            err.flush();
        }
    }

    private void clear(boolean terminal) {
        if (terminal) {
            PrintWriter err = spec.commandLine().getErr();
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
