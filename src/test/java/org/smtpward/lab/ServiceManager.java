package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * systemd's side of sd_notify(3): a Unix datagram socket, and what has been said to it. Python has it, as the JDK has no such
 * sockets and the program's own way must not be both sides of the test.
 */
public final class ServiceManager implements AutoCloseable {
    private static final String SCRIPT = """
            import os, socket, sys
            name = sys.argv[1]
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind('\\0' + name[1:] if name[0] == '@' else name)
            if name[0] != '@':
                os.chmod(name, 0o666)
            print('listening', flush=True)
            while True:
                print(s.recv(65536).decode().replace('\\n', ' | '), flush=True)
            """;

    private final Process process;
    private final List<String> said = new CopyOnWriteArrayList<>();

    private ServiceManager(Process process) {
        this.process = process;
    }

    /** Listens at {@code name}, as NOTIFY_SOCKET has it: a path, or {@code @} before a name in no file system. */
    public static ServiceManager listen(String name) throws IOException {
        Process process = new ProcessBuilder("python3", "-c", SCRIPT, name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var reader = process.inputReader(UTF_8);
        if (!"listening".equals(reader.readLine())) {
            throw new LabFailure("nobody listens at " + name);
        }
        var manager = new ServiceManager(process);
        Thread.ofPlatform().daemon().start(() -> reader.lines().forEach(manager.said::add));
        return manager;
    }

    /** As {@link #listen}, at a path. */
    public static ServiceManager listen(Path path) throws IOException {
        return listen(path.toString());
    }

    /** Datagrams so far; {@code " | "} stands for the end of a line in them. */
    public List<String> said() {
        return List.copyOf(said);
    }

    /** Waits until {@code count} datagrams are there; returns the last of them. */
    public String await(int count) {
        Await.until(Duration.ofSeconds(60), () -> said.size() >= count, () -> count + " datagrams; there are " + said);
        return said.get(count - 1);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
