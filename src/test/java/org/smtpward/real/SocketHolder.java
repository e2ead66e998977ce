package org.smtpward.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * systemd's side of socket activation, sd_listen_fds(3), and of {@code Type=notify}: holds a listening socket, starts programs
 * that inherit it, and ends them by SIGTERM. Python has it, as no child of a JVM inherits a descriptor.
 */
final class SocketHolder implements AutoCloseable {
    private static final String SCRIPT = """
            import os, signal, socket, sys
            name, blocking, program = sys.argv[1], sys.argv[2] == 'blocking', sys.argv[3:]
            held = socket.create_server(('127.0.0.1', 0), backlog=4096)
            held.setblocking(blocking)
            told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            told.settimeout(60)
            told.bind('\\0smtpward-restart-%d' % os.getpid())
            def start():
                pid = os.fork()
                if pid:
                    return pid
                os.dup2(held.fileno(), 3)
                os.set_inheritable(3, True)
                os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1', LISTEN_FDNAMES=name,
                                  NOTIFY_SOCKET='@smtpward-restart-%d' % os.getppid())
                os.execv(program[0], program)
            print(os.fstat(held.fileno()).st_ino, flush=True)
            print(held.getsockname()[1], flush=True)
            for line in sys.stdin:
                word, *number = line.split()
                if word == 'start':
                    pid = start()
                    while b'READY=1' not in told.recv(65536):
                        pass
                    print(pid, flush=True)
                elif word == 'launch':
                    print(start(), flush=True)
                elif word == 'term':
                    os.kill(int(number[0]), signal.SIGTERM)
                    print('told', flush=True)
                else:
                    status = os.waitpid(int(number[0]), 0)[1]
                    print(os.waitstatus_to_exitcode(status), flush=True)
            """;

    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;
    private final Path output;
    private final Path socket;
    private final int port;

    private SocketHolder(Process process, Path output) throws IOException {
        this.process = process;
        this.output = output;
        this.answers = process.inputReader(UTF_8);
        this.orders = process.outputWriter(UTF_8);
        this.socket = Path.of("socket:[" + answer() + "]");
        this.port = answer();
    }

    /** Holds one for {@code smtpward run} with {@code config}, called {@code name}. */
    static SocketHolder hold(String name, Path config) throws IOException {
        return hold(name, "ready", config);
    }

    /** As {@link #hold}, but as systemd does without {@code NonBlocking=yes}. */
    static SocketHolder holdBlocking(String name, Path config) throws IOException {
        return hold(name, "blocking", config);
    }

    private static SocketHolder hold(String name, String manner, Path config) throws IOException {
        Path output = Files.createTempFile("smtpward", ".out");
        List<String> command = Stream.concat(
                        Stream.of("python3", "-c", SCRIPT, name, manner),
                        Program.java("run", "--config", config.toString()))
                .toList();
        return new SocketHolder(
                new ProcessBuilder(command)
                        .redirectError(Redirect.appendTo(output.toFile()))
                        .start(),
                output);
    }

    /** Where the socket listens, whether anybody accepts or not. */
    Endpoint endpoint() {
        return Endpoint.ofProxy(port, "127.0.0.1");
    }

    /** Starts one and waits until it says that it is ready. */
    int start() throws IOException {
        return order("start");
    }

    /** Starts one that will not become ready. */
    int launch() throws IOException {
        return order("launch");
    }

    void terminate(int pid) throws IOException {
        say("term " + pid);
        if (!"told".equals(answers.readLine())) {
            throw new AssertionError(output());
        }
    }

    /** Whether it has the socket still, and so may accept. */
    boolean hasSocket(int pid) {
        Path descriptor = Path.of("/proc", Integer.toString(pid), "fd", "3");
        try {
            return Files.readSymbolicLink(descriptor).equals(socket);
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits for its end. */
    int exitCode(int pid) throws IOException {
        return order("wait " + pid);
    }

    /** What all of them have said. */
    String output() {
        try {
            return Files.readString(output, UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.delete(output);
    }

    private int order(String what) throws IOException {
        say(what);
        return answer();
    }

    private void say(String what) throws IOException {
        orders.write(what + "\n");
        orders.flush();
    }

    private int answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new AssertionError("the holder of the socket has ended: " + output());
        }
        return Integer.parseInt(line);
    }
}
