package org.smtpward.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
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
import sun.misc.Signal;
import sun.misc.SignalHandler;

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
        Signal.handle(new Signal("TERM"), signal -> stop.countDown());
        Signal.handle(new Signal("INT"), signal -> stop.countDown());
        // By default it would end the process, and mail with it. What changes from here on is found without it, too.
        Signal.handle(new Signal("HUP"), SignalHandler.SIG_IGN);
        ConfigurationSource source = config.source();
        try (NotifySocket systemd = NotifySocket.of(System.getenv())) {
            Configuration configuration = source.read();
            // Not System.out, which keeps write errors to itself.
            var events = new FileOutputStream(FileDescriptor.out);
            var inherited =
                    InheritedSockets.of(System.getenv(), ProcessHandle.current().pid());
            try (var proxy = new Proxy(configuration, events, inherited)) {
                systemd.status("Asking the backend whether it would relay");
                proxy.start();
                String serving = serving(configuration);
                try (Reload reload =
                        proxy.follow(source, systemd::reloading, why -> systemd.ready(after(why, serving)))) {
                    Signal.handle(new Signal("HUP"), signal -> reload.request());
                    reload.start();
                    systemd.ready(serving);
                    stop.await();
                }
                LOG.info("event=stopping hint=\"transactions may end first\"");
                systemd.stopping(proxy.patience(), "Stopping; transactions may end first");
            }
        }
        LOG.info("event=stopped");
        return ExitCode.OK;
    }

    private static String serving(Configuration configuration) {
        return configuration.listeners().stream()
                .map(listener -> listener.name() + " at " + listener.address())
                .collect(Collectors.joining(
                        ", ", "Serving ", ", before " + configuration.backend().address()));
    }

    private static String after(List<String> problems, String serving) {
        return problems.isEmpty() ? serving : serving + "; the last reload was refused: " + problems.getFirst();
    }
}
