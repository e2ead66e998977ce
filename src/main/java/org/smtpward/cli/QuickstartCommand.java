package org.smtpward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smtpward.quickstart.Host;
import org.smtpward.quickstart.HostPrograms;
import org.smtpward.quickstart.LocalPrograms;
import org.smtpward.quickstart.Plan;
import org.smtpward.quickstart.PlanFiles;
import org.smtpward.sendmail.SendmailException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints a plan that puts smtpward in front of this host's sendmail. Changes nothing, needs no configuration. */
@Command(
        name = "quickstart",
        description = "Read this host's sendmail and print a plan to put smtpward in front of it. Changes nothing.",
        mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {
    @Option(
            names = "--write",
            paramLabel = "DIR",
            description = "Put the plan, smtpward.conf and the lines for sendmail there, too. Overwrites nothing.")
    private Optional<Path> write = Optional.empty();

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "The root directory to read (default: /). With another one no program is run.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path root;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        if (!Files.isDirectory(root)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--root: %s is no directory".formatted(root));
        }
        try {
            boolean here = root.toAbsolutePath()
                    .normalize()
                    .equals(root.getFileSystem().getPath("/"));
            Optional<Host> host = Host.read(root, here ? new LocalPrograms() : HostPrograms.NONE);
            if (host.isEmpty()) {
                return trouble(
                        "no sendmail found: %s has neither /etc/mail/sendmail.cf nor /etc/sendmail.cf that this user can see."
                                        .formatted(root)
                                + " Run this as root on the mail host");
            }
            return print(Plan.of(host.get()));
        } catch (SendmailException e) {
            return trouble(e.text());
        } catch (FileAlreadyExistsException e) {
            return trouble("--write: %s exists and is not overwritten; name another directory".formatted(e.getFile()));
        } catch (IOException e) {
            return trouble("%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()));
        }
    }

    private int print(Plan plan) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(plan.text());
        out.flush();
        if (write.isPresent()) {
            Map<String, String> files = plan.files();
            for (Path file : PlanFiles.write(write.get(), files)) {
                out.println("written: " + file);
            }
            out.flush();
        }
        return ExitCode.OK;
    }

    private int trouble(String what) {
        spec.commandLine().getErr().println("smtpward: " + what);
        return ExitCode.RUNTIME;
    }
}
