package org.smtpward.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Signals of a running proxy: SIGTERM and SIGINT stop it, SIGHUP reloads its configuration. Handlers are real from the first
 * moment, as the JVM installs none for a signal that is ignored: neither later for one that was ignored at first, nor for one
 * that its parent had it ignore, as nohup does with SIGHUP. Thread safe; handlers run on a thread of the JVM.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger("org.smtpward");
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Their numbers, the same on every Linux that smtpward runs on, and what does not work while they are ignored. */
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "TERM", 15);

    private @Nullable Runnable reload;
    private boolean isReloadWanted;

    private Signals() {}

    /** Takes the signals from now on; {@code stop} hears of SIGTERM and SIGINT. */
    static Signals take(Runnable stop) {
        var signals = new Signals();
        Signal.handle(new Signal("TERM"), signal -> stop.run());
        Signal.handle(new Signal("INT"), signal -> stop.run());
        Signal.handle(new Signal("HUP"), signal -> signals.onHangUp());
        signals.tellIgnored();
        return signals;
    }

    /** SIGHUP runs {@code reload} from now on; one that has come before does so at once. */
    synchronized void reloadBy(Runnable reload) {
        this.reload = reload;
        if (isReloadWanted) {
            isReloadWanted = false;
            reload.run();
        }
    }

    private synchronized void onHangUp() {
        if (reload == null) {
            isReloadWanted = true;
        } else {
            reload.run();
        }
    }

    private void tellIgnored() {
        try {
            String ignored = Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring("SigIgn:".length()).strip())
                    .findFirst()
                    .orElse("0");
            NUMBERS.forEach((name, number) -> {
                if ((Long.parseUnsignedLong(ignored, 16) >>> (number - 1) & 1) != 0) {
                    LOG.warn(
                            "event=signal-ignored signal={} hint=\"{}\"",
                            name,
                            name.equals("HUP")
                                    ? "the parent process ignores SIGHUP (nohup does), so smtpward has to; changed files"
                                            + " are read without it. Start smtpward without nohup"
                                    : "the parent process ignores SIGTERM, so smtpward has to; SIGINT stops it");
                }
            });
        } catch (IOException | NumberFormatException noProc) {
            LOG.debug("event=signal-ignored result=unknown", noProc);
        }
    }
}
