package org.smtpward.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smtpward.backend.RelayProbe;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.HostPort;
import org.smtpward.tls.Finding;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at everything that could keep the proxy from working, without listening anywhere. */
@Command(
        name = "check",
        description = "Check configuration, certificates and backend; a line for each finding.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws ConfigurationException {
        Configuration configuration = config.load().configuration();
        say("ok", "configuration", "every key is known and has a sensible value");
        int certificates = checkCertificates(configuration);
        return certificates == ExitCode.OK ? checkBackend(configuration) : certificates;
    }

    private int checkCertificates(Configuration configuration) {
        List<Finding> findings = CertificateCheck.of(configuration);
        findings.forEach(finding -> say(finding.severity().label(), "certificates", finding.text()));
        boolean usable = findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
        return usable ? ExitCode.OK : ExitCode.CONFIGURATION;
    }

    private int checkBackend(Configuration configuration) {
        HostPort backend = configuration.backend().address();
        var source = configuration.backend().source();
        var probe = new RelayProbe(
                backend, source.address(), configuration.limits().session().backendConnect());
        return switch (probe.run()) {
            case RelayProbe.Result.Refuses refuses -> {
                say("ok", "backend", backend + " answers and does not relay for us: " + refuses.reply());
                yield ExitCode.OK;
            }
            case RelayProbe.Result.Unclear unclear -> {
                say(
                        "warning",
                        "backend",
                        backend + " answers; whether it would relay for us is unclear, " + unclear.why());
                yield ExitCode.OK;
            }
            case RelayProbe.Result.Unreachable unreachable -> {
                say("error", "backend", backend + " cannot be reached: " + unreachable.why());
                yield ExitCode.UNAVAILABLE;
            }
            case RelayProbe.Result.WouldRelay relays ->
                wouldRelay(backend, source.address(), source.allowRelay(), relays);
        };
    }

    private int wouldRelay(
            HostPort backend, Optional<InetAddress> source, boolean allowed, RelayProbe.Result.WouldRelay relays) {
        if (allowed) {
            say("warning", "backend", backend + " relays for every client, as backend.source.allow-relay says");
        } else {
            say("error", "backend", relays.explain(backend, source));
        }
        return allowed ? ExitCode.OK : ExitCode.CONFIGURATION;
    }

    private void say(String severity, String subject, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-8s%-14s%s%n", severity, subject, text);
        out.flush();
    }
}
