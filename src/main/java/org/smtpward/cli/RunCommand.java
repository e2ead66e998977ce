package org.smtpward.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.Proxy;
import org.smtpward.Reload;
import org.smtpward.StartException;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationSource;
import org.smtpward.listener.InheritedSockets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the proxy until SIGTERM or SIGINT, then lets transactions end. SIGHUP reads the configuration again. */
@Command(
        name = "run",
        description = "Run the proxy. SIGTERM lets transactions end first, SIGHUP reads the configuration again.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("org.smtpward");

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws ConfigurationException, StartException, InterruptedException {
        var stop = new CountDownLatch(1);
        Signals signals = Signals.take(stop::countDown);
        try (NotifySocket systemd = NotifySocket.of(System.getenv())) {
            try {
                serve(signals, stop, systemd);
            } catch (ConfigurationException | StartException e) {
                // Else systemctl status would go on to say what was going on before.
                systemd.status("Failed: " + e.getMessage());
                throw e;
            }
        }
        LOG.info("event=stopped");
        return ExitCode.OK;
    }

    private void serve(Signals signals, CountDownLatch stop, NotifySocket systemd)
            throws ConfigurationException, StartException, InterruptedException {
        systemd.status("Reading the configuration");
        ConfigurationSource source = config.source();
        Configuration configuration = source.read();
        // Not System.out, which keeps write errors to itself.
        var events = new FileOutputStream(FileDescriptor.out);
        long process = ProcessHandle.current().pid();
        var inherited = InheritedSockets.of(System.getenv(), process);
        // Beats until the end of the drain.
        try (var watchdog = Watchdog.of(System.getenv(), process, systemd::alive);
                var proxy = new Proxy(configuration, events, inherited)) {
            systemd.status("Starting; asks the backend %s before it serves"
                    .formatted(configuration.backend().address()));
            proxy.start();
            var status = new ServiceStatus(places(proxy, configuration), proxy::problems, systemd::status);
            Consumer<List<String>> onOutcome = why -> {
                status.onReload(why);
                systemd.ready(status.toTell());
            };
            try (status;
                    Reload reload = proxy.follow(source, systemd::reloading, onOutcome)) {
                systemd.ready(status.toTell());
                watchdog.start(proxy::heartbeat);
                signals.reloadBy(reload::request);
                reload.start();
                status.start();
                stop.await();
            }
            LOG.info("event=stopping hint=\"transactions may end first\"");
            systemd.stopping(proxy.patience(), "Stopping; transactions may end first");
        }
    }

    private static String places(Proxy proxy, Configuration configuration) {
        return String.join(", ", proxy.places()) + ", before "
                + configuration.backend().address();
    }
}
