package org.smtpward.cli;

import io.netty.channel.epoll.Epoll;
import java.util.concurrent.Callable;
import org.smtpward.Build;
import org.smtpward.tls.Certificates;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Says which smtpward this is, and what it runs on. */
@Command(name = "version", description = "Print the version and what it runs on.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        for (String line : new Provider().getVersion()) {
            spec.commandLine().getOut().println(line);
        }
        return ExitCode.OK;
    }

    /** The same text for {@code --version}. */
    static final class Provider implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            Build build = Build.current();
            return new String[] {
                "smtpward " + build.version() + " (" + build.revision() + ")",
                "Java " + Runtime.version() + ", "
                        + (Epoll.isAvailable() ? "epoll" : "NIO (no native transport)") + ", "
                        + (Certificates.usesOpenSsl() ? "BoringSSL" : "the JDK's TLS (no native engine)")
            };
        }
    }
}
