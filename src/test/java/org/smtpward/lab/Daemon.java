package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The processes of one server in its {@link LabRoot}, their log and the messages that they have delivered. When the JVM
 * dies, they die too (see {@code src/test/lab/run}).
 */
final class Daemon implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LabRoot root;
    private final Syslog syslog;
    private final Process process;

    private Daemon(LabRoot root, Syslog syslog, Process process) {
        this.root = root;
        this.syslog = syslog;
        this.process = process;
    }

    /** Starts {@code command}, which stays in the foreground, inside {@code root}, where {@code place} says. */
    static Daemon start(LabRoot root, Place place, String... command) throws IOException {
        Syslog syslog = Syslog.listen(root.resolve("dev/log"));
        List<String> inside = new ArrayList<>(List.of("/usr/local/bin/run"));
        inside.addAll(List.of(command));
        List<String> all = new ArrayList<>(List.of("setsid"));
        all.addAll(place.command(root.inside(inside.toArray(String[]::new))));
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(root.resolve("run.out").toFile()))
                .start();
        return new Daemon(root, syslog, process);
    }

    /**
     * Waits until it listens at {@code port}. Whether it listens is read in /proc, as trying to connect would be a session in
     * its log.
     *
     * @param pidFile by which it shows that what listens is itself
     * @param portTaken what its log says when the port is not free; sendmail tries again for a minute then
     */
    void awaitStart(Place place, int port, String pidFile, String portTaken) {
        Await.until(
                PATIENCE,
                () -> listens(place, port, pidFile) || !process.isAlive() || hasLogged(portTaken),
                () -> "a server listens; " + diagnosis());
        if (hasLogged(portTaken)) {
            throw new LabFailure("port %d is taken; %s".formatted(port, diagnosis()));
        }
        if (!process.isAlive()) {
            throw new LabFailure("the server ended at once; " + diagnosis());
        }
    }

    private boolean listens(Place place, int port, String pidFile) {
        return Files.exists(root.resolve(pidFile)) && place.listens(port);
    }

    private boolean hasLogged(String text) {
        return log().stream().anyMatch(line -> line.contains(text));
    }

    private String diagnosis() {
        try {
            return "it said: " + Files.readString(root.resolve("run.out"), ISO_8859_1) + "\nand logged: " + log();
        } catch (IOException e) {
            return "and left no trace: " + e;
        }
    }

    /** All that was logged before this call. */
    List<String> log() {
        return syslog.lines();
    }

    /** Waits for a line of the log that fits; returns the first such. */
    String awaitLog(Predicate<String> wanted, Duration timeout) {
        Await.until(
                timeout, () -> log().stream().anyMatch(wanted), () -> "a certain line in the log, which is " + log());
        return log().stream().filter(wanted).findFirst().orElseThrow();
    }

    /** The messages delivered so far, in the order of delivery. */
    List<DeliveredMessage> messages() {
        return visibleFiles("var/mail", "").stream().map(DeliveredMessage::read).toList();
    }

    /** Waits until at least {@code count} messages have been delivered. */
    List<DeliveredMessage> awaitMessages(int count, Duration timeout) {
        Await.until(
                timeout,
                () -> visibleFiles("var/mail", "").size() >= count,
                () -> count + " messages; there are " + messages() + "\nand the log " + log());
        return messages();
    }

    /** Files of a directory, by name. */
    List<Path> visibleFiles(String directory, String prefix) {
        try (Stream<Path> files = Files.list(root.resolve(directory))) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new LabFailure("cannot list " + directory, e);
        }
    }

    /** Processes that it has started and that live. */
    Stream<ProcessHandle> children() {
        return process.children();
    }

    /** Kills them all and deletes the root. */
    @Override
    public void close() {
        try {
            List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .toList();
            process.getOutputStream().close(); // run kills its process group
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
            Await.until(PATIENCE, () -> all.stream().noneMatch(Daemon::isRunning), () -> "the end of " + all);
            syslog.close();
            root.delete();
        } catch (IOException e) {
            throw new LabFailure("cannot clean up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    /** False for the dead whom nobody has buried yet: they have no command. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
