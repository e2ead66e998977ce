package org.smtpward.bench.contender;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.smtpward.bench.Lookout;
import org.smtpward.bench.measure.ProcessTree;

/** A contender's process, or the sink's, from when it listens until it is closed. It ends with this program. */
public final class Running implements AutoCloseable {
    private static final Duration TO_LISTEN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
    private static final Duration TO_END = Duration.ofSeconds(20);
    private static final int LAST_WORDS = 2000;

    private final Process process;
    private final Path log;
    private final InetSocketAddress address;
    private final Thread end = new Thread(this::kill);

    private Running(Process process, Path log, InetSocketAddress address) {
        this.process = process;
        this.log = log;
        this.address = address;
    }

    /** Starts a contender; waits until it listens. */
    public static Running start(Contender contender, Place place) throws IOException {
        return start(contender.command(place), place, contender.name());
    }

    /** Starts a sink where the contenders of {@code place} look for it. */
    public static Running startSink(Place place) throws IOException {
        return start(SinkProcess.command(place.port(), place.identity()), place, "sink");
    }

    /** Starts any server that listens at the port of {@code place}. */
    public static Running start(List<String> command, Place place, String name) throws IOException {
        Path log = place.directory().resolve(name + ".log");
        // The standard input stays open for as long as this program lives, which is what the sink waits for.
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .directory(new File("/"))
                .start();
        var running =
                new Running(process, log, new InetSocketAddress(InetAddress.getByName("127.0.0.1"), place.port()));
        Runtime.getRuntime().addShutdownHook(running.end);
        try {
            running.awaitListening(name);
        } catch (IOException | RuntimeException e) {
            running.close();
            throw e;
        }
        return running;
    }

    private void awaitListening(String name) throws IOException {
        Lookout.await(TO_LISTEN, BETWEEN_LOOKS, () -> listens() || !process.isAlive());
        if (!listens()) {
            String words = Files.readString(log);
            throw new IOException(name
                    + (process.isAlive() ? " does not listen: " : " has ended: ")
                    + words.substring(Math.max(0, words.length() - LAST_WORDS)).strip());
        }
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** Its process and that one's children. */
    public ProcessTree tree() {
        return new ProcessTree(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // The hook is what is running.
            return;
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
