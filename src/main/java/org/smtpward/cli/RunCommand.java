package org.smtpward.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.Proxy;
import org.smtpward.StartException;
import org.smtpward.config.ConfigurationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sun.misc.Signal;

/** Runs the proxy until SIGTERM or SIGINT, then lets transactions end. */
@Command(
        name = "run",
        description = "Run the proxy. SIGTERM lets transactions end first.",
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
        // By default this signal would end the process, and mail with it.
        Signal.handle(
                new Signal("HUP"),
                signal -> LOG.warn("event=reload result=unsupported hint=\"restart to read the configuration again\""));
        // Not System.out, which keeps write errors to itself.
        try (var proxy = new Proxy(config.load().configuration(), new FileOutputStream(FileDescriptor.out))) {
            proxy.start();
            stop.await();
            LOG.info("event=stopping hint=\"transactions may end first\"");
        }
        LOG.info("event=stopped");
        return ExitCode.OK;
    }
}
