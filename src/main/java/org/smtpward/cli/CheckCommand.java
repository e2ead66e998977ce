package org.smtpward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.tls.Finding;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at everything that could keep the proxy from working, without listening anywhere. */
@Command(
        name = "check",
        description = "Check configuration, certificates and backend; a line for each finding.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--sendmail-cf",
            paramLabel = "FILE",
            description =
                    "Read this sendmail.cf, too: which of its features look at the client, and what source.mode does to each.")
    private Optional<Path> sendmailCf = Optional.empty();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws ConfigurationException {
        Configuration configuration = config.load().configuration();
        say("ok", "configuration", "every key is known and has a sensible value");
        if (sendmailCf.isPresent()) {
            int sendmail = new SendmailCfCheck(configuration, this::say).run(sendmailCf.get());
            if (sendmail != ExitCode.OK) {
                return sendmail;
            }
        }
        int files = Math.max(checkEvents(configuration), checkCertificates(configuration));
        if (files != ExitCode.OK) {
            return files;
        }
        new RedisCheck(configuration.shared(), this::say).run();
        int network = new NetworkCheck(configuration, this::say).run();
        return network == ExitCode.OK ? new BackendCheck(configuration, this::say).run() : network;
    }

    private int checkEvents(Configuration configuration) {
        Optional<Finding> finding = EventsCheck.of(configuration.events());
        finding.ifPresent(found -> say(found.severity().label(), "events", found.text()));
        boolean usable = finding.filter(found -> found.severity() == Finding.Severity.ERROR)
                .isEmpty();
        return usable ? ExitCode.OK : ExitCode.CONFIGURATION;
    }

    private int checkCertificates(Configuration configuration) {
        List<Finding> findings = CertificateCheck.of(configuration);
        findings.forEach(finding -> say(finding.severity().label(), "certificates", finding.text()));
        boolean usable = findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
        return usable ? ExitCode.OK : ExitCode.CONFIGURATION;
    }

    private void say(String severity, String subject, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-8s%-14s%s%n", severity, subject, text);
        out.flush();
    }
}
