package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.smtpward.lab.NetworkHost.Output;

/**
 * A Debian machine under a live systemd, with cron, rsyslog and the sendmail of {@code src/test/lab/live}: a copy in memory of the
 * root that {@code src/test/lab/live-root} makes once. Its network is that of a {@link NetworkHost}, so that cables and other
 * machines work as there, and it vanishes with it, also when the JVM dies. Needs root.
 */
public final class LiveHost implements AutoCloseable {
    private static final String RELEASE = "bullseye";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Set<String> BOOTED = Set.of("running", "degraded");

    private final NetworkHost network;
    private final Process holder;
    private final long pid;

    private LiveHost(NetworkHost network, Process holder, long pid) {
        this.network = network;
        this.holder = holder;
        this.pid = pid;
    }

    /** A booted machine with nothing but {@code lo}; {@link #network} lays cables. */
    public static LiveHost boot() {
        NetworkHost network = NetworkHost.create();
        try {
            Process holder = new ProcessBuilder(script("live-host"), template(), Long.toString(network.pid()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said = holder.inputReader(ISO_8859_1);
            String line = said.readLine();
            if (line == null || !line.startsWith("up ")) {
                throw new LabFailure("no live machine: " + line);
            }
            LiveHost host = new LiveHost(network, holder, Long.parseLong(line.substring("up ".length())));
            host.awaitBoot();
            return host;
        } catch (IOException e) {
            network.close();
            throw new LabFailure("no live machine", e);
        } catch (LabFailure | AssertionError e) {
            network.close();
            throw e;
        }
    }

    /** Its interfaces, for {@link NetworkHost#link}. Commands of that host see the network of this machine, but our files. */
    public NetworkHost network() {
        return network;
    }

    /** A file in here, to read or write from outside. An absolute symbolic link on the way would lead outside. */
    public Path resolve(String name) {
        return Path.of("/proc", Long.toString(pid), "root", name.startsWith("/") ? name.substring(1) : name);
    }

    /** Copies a file of this machine into that one, readable by all. */
    public void copy(Path file, String name) {
        try {
            Files.copy(file, resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LabFailure("cannot copy " + file, e);
        }
    }

    /** Replaces or makes a file in here. */
    public void write(String name, String text) {
        try {
            Files.writeString(resolve(name), text);
        } catch (IOException e) {
            throw new LabFailure("cannot write " + name, e);
        }
    }

    public String read(String name) {
        try {
            return Files.readString(resolve(name), UTF_8);
        } catch (IOException e) {
            throw new LabFailure("cannot read " + name, e);
        }
    }

    /** Runs a program as root to its end, which must be a good one; returns what it said. */
    public String run(String... command) {
        Output output = tryRun(command);
        if (output.exitCode() != 0) {
            throw new LabFailure(String.join(" ", command) + " ended with " + output.exitCode() + ": " + output.text());
        }
        return output.text();
    }

    /** Runs a program as root to its end, without input. One that takes more than two minutes is killed. */
    public Output tryRun(String... command) {
        return toItsEnd(command(List.of(command)));
    }

    /** Runs {@code script} by a root shell, as typed: {@code sh -c}. */
    public Output shell(String script) {
        return tryRun("sh", "-c", script);
    }

    /** A command line that runs {@code command} as root in here; the process is that of {@code command}. */
    public List<String> command(List<String> command) {
        return Stream.concat(
                        Stream.of(
                                "nsenter",
                                "--target=" + pid,
                                "--mount",
                                "--pid",
                                "--uts",
                                "--ipc",
                                "--net",
                                "--cgroup",
                                "--root",
                                "--wd",
                                "--",
                                "env",
                                "-i",
                                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                "HOME=/root",
                                "LC_ALL=C",
                                "TERM=dumb",
                                "DEBIAN_FRONTEND=noninteractive",
                                "sh",
                                "-c",
                                "cd && exec \"$@\"",
                                "sh"),
                        command.stream())
                .toList();
    }

    /** Kills all that runs in here; nothing is left of the files. */
    @Override
    public void close() {
        network.close();
        try {
            holder.getOutputStream().close();
            if (!holder.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new LabFailure("the live machine of " + pid + " does not end");
            }
        } catch (IOException e) {
            throw new LabFailure("cannot clean up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return "live machine " + pid;
    }

    /** Some units want hardware, so {@code degraded} is as good as {@code running}. */
    private void awaitBoot() {
        Await.until(
                PATIENCE,
                () -> BOOTED.contains(tryRun("systemctl", "is-system-running", "--wait")
                        .text()
                        .strip()),
                () -> "systemd has started: " + tryRun("systemctl", "list-jobs").text());
    }

    private static String script(String name) {
        return Path.of("src/test/lab", name).toAbsolutePath().toString();
    }

    private static String template() throws IOException {
        Process process = new ProcessBuilder(script("live-root"), RELEASE)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return ended(process, "live-root " + RELEASE).text().strip();
    }

    private static Output toItsEnd(List<String> command) {
        List<String> limited = Stream.concat(
                        Stream.of("timeout", "--signal=KILL", Long.toString(PATIENCE.toSeconds())), command.stream())
                .toList();
        try {
            return output(new ProcessBuilder(limited).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new LabFailure("cannot run " + command, e);
        }
    }

    private static Output ended(Process process, String what) throws IOException {
        Output output = output(process);
        if (output.exitCode() != 0) {
            throw new LabFailure(what + " failed: " + output.text());
        }
        return output;
    }

    private static Output output(Process process) throws IOException {
        process.getOutputStream().close();
        try (InputStream stream = process.getInputStream()) {
            String said = new String(stream.readAllBytes(), UTF_8);
            return new Output(process.waitFor(), said);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }
}
