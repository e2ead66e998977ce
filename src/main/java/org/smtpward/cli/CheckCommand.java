package org.smtpward.cli;

import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.tls.CertificateException;
import org.smtpward.tls.Certificates;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at everything that could keep the proxy from working, without listening anywhere. */
@Command(
        name = "check",
        description = "Check configuration, certificates and backend; a line for each finding.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

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
        return certificates == ExitCode.OK ? new BackendCheck(configuration, this::say).run() : certificates;
    }

    private int checkCertificates(Configuration configuration) {
        try {
            Certificates certificates = Certificates.load(configuration.tls());
            if (!certificates.isUsable()) {
                say("warning", "certificates", "none configured: STARTTLS is not offered. Set tls.certificates");
            }
            certificates.leaves().forEach(this::checkExpiry);
            return ExitCode.OK;
        } catch (CertificateException e) {
            say("error", "certificates", e.getMessage());
            return ExitCode.CONFIGURATION;
        }
    }

    private void checkExpiry(X509Certificate leaf) {
        Instant end = leaf.getNotAfter().toInstant();
        long days = Duration.between(Instant.now(), end).toDays();
        String name = leaf.getSubjectX500Principal().getName();
        if (end.isBefore(Instant.now())) {
            say("warning", "certificates", name + " has expired on " + end);
        } else if (end.isBefore(Instant.now().plus(EXPIRES_SOON))) {
            say("warning", "certificates", name + " expires in " + days + " days");
        } else {
            say("ok", "certificates", name + ", valid for " + days + " days");
        }
    }

    private void say(String severity, String subject, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-8s%-14s%s%n", severity, subject, text);
        out.flush();
    }
}
