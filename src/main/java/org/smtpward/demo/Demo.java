package org.smtpward.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.smtpward.StartException;
import org.smtpward.config.HostPort;
import picocli.CommandLine.Help.Ansi;

/** {@code smtpward demo}: shows what smtpward is for, on one machine, without root, network or configuration. */
public final class Demo {
    /** Exit code of all commands that need a mail server which does not answer. */
    private static final int UNREACHABLE = 69;

    /** Whom a real server delivers the honest mail to unless somebody else is named. */
    private static final String POSTMASTER = "postmaster";

    private final Scenery scenery;
    private final PrintStream out;

    private Demo(Scenery scenery, PrintStream out) {
        this.scenery = scenery;
        this.out = out;
    }

    /** Like the other one, with the postmaster as recipient. */
    public static int run(boolean once, Optional<HostPort> backend, PrintStream out) {
        return run(once, backend, POSTMASTER, out);
    }

    /**
     * Plays everything and prints what came of it.
     *
     * @param once whether to end then; else it stays up until the program is told to stop, or the thread is interrupted
     * @param backend a real mail server to take instead of the stand-in
     * @param recipient whom the honest mail goes to; a real server delivers it, and nothing else
     * @param out where the table goes
     * @return the exit code: 0 when no attack got through and honest mail did, 69 when {@code backend} does not answer,
     *     else 1
     */
    public static int run(boolean once, Optional<HostPort> backend, String recipient, PrintStream out) {
        if (backend.isPresent() && !answers(backend.get(), out)) {
            return UNREACHABLE;
        }
        try (Scenery scenery = Scenery.start(backend)) {
            return new Demo(scenery, out).run(once, backend.isPresent(), recipient);
        } catch (IOException | StartException e) {
            out.println("smtpward demo: " + e.getMessage());
            return 1;
        }
    }

    private static boolean answers(HostPort backend, PrintStream out) {
        try (Caller caller = Caller.connect(backend)) {
            return caller.replies().size() == 1;
        } catch (IOException e) {
            out.printf("smtpward demo: no mail server answers at %s: %s%n", backend, e.getMessage());
            return false;
        }
    }

    private int run(boolean once, boolean real, String recipient) {
        out.printf(
                "%s listens on %s, smtpward before it on %s.%n",
                real ? "The mail server" : "A stand-in for an unpatched sendmail 8.15.2",
                scenery.server(),
                scenery.smtpward());
        Scoreboard scoreboard =
                Scoreboard.play(Programme.of(!real), scenery.bare(recipient), scenery.through(recipient));
        // picocli knows terminals and NO_COLOR.
        new ScoreTable(out, out == System.out && Ansi.AUTO.enabled()).print(scoreboard);
        out.printf("%n%s%n", scoreboard.summary());
        scenery.adminPort()
                .ifPresent(port -> out.printf(
                        "%nMetrics: http://127.0.0.1:%1$d/metrics%nStatus page: http://127.0.0.1:%1$d/%n", port));
        if (!once) {
            stayUp();
        }
        return scoreboard.isGood() ? 0 : 1;
    }

    private void stayUp() {
        int port = scenery.smtpward().port();
        out.printf(
                "%nThe demo stays up; Ctrl-C ends it. Try, and then the same with port %d:%n",
                scenery.server().port());
        out.printf("  swaks --server 127.0.0.1:%d --tls --to bob@example.test%n", port);
        out.printf("  printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc 127.0.0.1 %d%n", port);
        out.printf("  openssl s_client -starttls smtp -alpn h2,http/1.1 -connect 127.0.0.1:%d%n", port);
        scenery.adminPort()
                .ifPresent(admin -> out.printf(
                        "and look at http://127.0.0.1:%1$d/ meanwhile: what was stopped, and why. Without a browser:%n"
                                + "  curl http://127.0.0.1:%1$d/status%n",
                        admin));
        out.printf("  tail -f %s%n", scenery.eventFile());
        out.flush();
        // The main thread does not wake up when the program is told to stop.
        var hook = new Thread(scenery::close, "demo-close");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // That is how a caller ends it. The flag is not set again: closing has to wait for things.
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
