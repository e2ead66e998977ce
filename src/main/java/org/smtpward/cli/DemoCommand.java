package org.smtpward.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import org.smtpward.config.HostPort;
import org.smtpward.demo.Demo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what smtpward does, with no configuration, root or network. */
@Command(
        name = "demo",
        description = "Play attacks against an unpatched server, first directly, then through smtpward.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--once", description = "End after the table instead of staying up.")
    private boolean once;

    @Option(
            names = "--backend",
            paramLabel = "HOST:PORT",
            converter = Target.class,
            description = "Play against this server instead of the stand-in. It gets one real mail.")
    private Optional<HostPort> backend = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            defaultValue = "postmaster",
            description = "Who gets the honest mail on a server given by --backend (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String recipient;

    @Override
    public Integer call() {
        // The table is the show; who wants the log asks for it.
        if (System.getenv("SMTPWARD_LOG_LEVEL") == null
                && LoggerFactory.getLogger("org.smtpward") instanceof Logger logger) {
            logger.setLevel(Level.WARN);
        }
        return Demo.run(once, backend, recipient, System.out);
    }

    /** For picocli. */
    static final class Target implements CommandLine.ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            return HostPort.parseTarget(text);
        }
    }
}
