package org.smtpward.cli;

import io.netty.channel.epoll.Epoll;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationSource;
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

    @Option(
            names = "--as",
            paramLabel = "USER",
            description =
                    "Test access to files as this user has it; needs root (default: with root the user of the service"
                            + " smtpward, else a user named smtpward, if there is one).")
    private @Nullable String as;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws ConfigurationException {
        ConfigurationSource source = config.source();
        Configuration configuration = source.read();
        say("ok", "configuration", "every key is known and has a sensible value");
        if (sendmailCf.isPresent()) {
            int sendmail = new SendmailCfCheck(configuration, this::say).run(sendmailCf.get());
            if (sendmail != ExitCode.OK) {
                return sendmail;
            }
        }
        checkMachine();
        Optional<ServiceSandbox> unit = isRoot() ? ServiceSandbox.ofThisMachine() : Optional.empty();
        Optional<ServiceUser> user = serviceUser(unit);
        Optional<ServiceSandbox> sandbox = unit.filter(found -> found.user().equals(user.map(ServiceUser::name)));
        int files = Math.max(
                user.map(found -> checkFiles(found, sandbox, source, configuration))
                        .orElse(ExitCode.OK),
                Math.max(checkEvents(configuration, user, sandbox), checkCertificates(configuration)));
        if (files != ExitCode.OK) {
            return files;
        }
        new RedisCheck(configuration.shared(), this::say).run();
        int network = new NetworkCheck(configuration, this::say).run();
        return network == ExitCode.OK ? new BackendCheck(configuration, this::say).run() : network;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** As whom the service runs, if that is another user than the present one, and root can ask for it. */
    private Optional<ServiceUser> serviceUser(Optional<ServiceSandbox> unit) {
        String name = as != null ? as : unit.flatMap(ServiceSandbox::user).orElse("smtpward");
        if (name.equals(System.getProperty("user.name")) || as == null && !isRoot()) {
            return Optional.empty();
        }
        Optional<ServiceUser> user = ServiceUser.of(name);
        if (user.isEmpty() && as != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--as: there is no user " + as);
        }
        if (user.filter(found -> !found.canBeAsked()).isPresent()) {
            if (as != null) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--as: access as user %s takes root and setpriv (util-linux)".formatted(as));
            }
            say("warning", "files", "not tested as user %s: setpriv (util-linux) is not there".formatted(name));
            return Optional.empty();
        }
        return user;
    }

    private int checkFiles(
            ServiceUser user,
            Optional<ServiceSandbox> sandbox,
            ConfigurationSource source,
            Configuration configuration) {
        var files = new ArrayList<>(source.files());
        configuration.shared().redis().ca().ifPresent(files::add);
        return sayAll("files", new FilesCheck(user, user, sandbox).of(files));
    }

    /** Netty's libraries are unpacked to /tmp: where that is noexec they do not load. */
    private void checkMachine() {
        if (!Epoll.isAvailable()) {
            say(
                    "warning",
                    "machine",
                    "no epoll, so smtpward is slower and inherits no sockets: %s cannot be used. Is it mounted noexec? Set JAVA_OPTS=-Djava.io.tmpdir=DIRECTORY"
                            .formatted(System.getProperty("java.io.tmpdir")));
        }
    }

    private int sayAll(String subject, List<Finding> findings) {
        findings.forEach(finding -> say(finding.severity().label(), subject, finding.text()));
        return findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.ERROR)
                ? ExitCode.OK
                : ExitCode.CONFIGURATION;
    }

    private int checkEvents(Configuration configuration, Optional<ServiceUser> user, Optional<ServiceSandbox> sandbox) {
        FileAccess access = user.<FileAccess>map(found -> found).orElse(FileAccess.OWN);
        Optional<Finding> finding = new EventsCheck(access, sandbox).of(configuration.events());
        return sayAll("events", finding.stream().toList());
    }

    private int checkCertificates(Configuration configuration) {
        return sayAll("certificates", CertificateCheck.of(configuration));
    }

    private void say(String severity, String subject, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-8s%-14s%s%n", severity, subject, text);
        out.flush();
    }
}
