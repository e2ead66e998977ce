package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smtpward.lab.FreePort;

/** A real redis-server on a free port of this machine, which keeps nothing on the disk. */
final class RealRedis implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final List<String> options;
    private Process process;

    private RealRedis(Path directory, int port, List<String> options) {
        this.directory = directory;
        this.port = port;
        this.options = options;
    }

    /** One without TLS, that everybody may use. */
    static RealRedis start(Path directory) throws IOException {
        int port = FreePort.choose();
        var redis = new RealRedis(directory, port, List.of("--port", Integer.toString(port)));
        redis.start();
        return redis;
    }

    /** One with TLS and with users. */
    static RealRedis startSecured(Path directory, Path chain, Path key, Path users) throws IOException {
        int port = FreePort.choose();
        var redis = new RealRedis(
                directory,
                port,
                List.of(
                        "--port", "0",
                        "--tls-port", Integer.toString(port),
                        "--tls-cert-file", chain.toString(),
                        "--tls-key-file", key.toString(),
                        "--tls-auth-clients", "no",
                        "--tls-ca-cert-file", chain.toString(),
                        "--aclfile", users.toString()));
        redis.start();
        return redis;
    }

    /** At the port that it had; it listens when this returns. */
    void start() throws IOException {
        var command = new ArrayList<>(
                List.of("redis-server", "--bind", "127.0.0.1", "--save", "", "--dir", directory.toString()));
        command.addAll(options);
        Path output = directory.resolve("redis.out");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Until.soon(() -> listens() || !process.isAlive(), () -> "redis-server");
        if (!process.isAlive()) {
            throw new AssertionError("redis-server ended: " + Files.readString(output, ISO_8859_1));
        }
    }

    int port() {
        return port;
    }

    /** To be stopped, and to go on. */
    LabProcess process() {
        return new LabProcess(process.toHandle());
    }

    void kill() {
        process.destroyForcibly();
        Until.soon(() -> !process.isAlive(), () -> "redis-server's end");
    }

    /** Sends one command, in parts, and returns the first line of what comes back. */
    String command(String... parts) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Until.SOON.toMillis());
            var octets = new StringBuilder("*").append(parts.length).append("\r\n");
            for (String part : parts) {
                octets.append('$')
                        .append(part.length())
                        .append("\r\n")
                        .append(part)
                        .append("\r\n");
            }
            socket.getOutputStream().write(octets.toString().getBytes(ISO_8859_1));
            var line = new StringBuilder();
            for (int octet = socket.getInputStream().read();
                    octet > '\r';
                    octet = socket.getInputStream().read()) {
                line.append((char) octet);
            }
            return line.toString();
        }
    }

    /** Waits until each of {@code nodes} nodes has told its counts twice: in between it has looked at the bans. */
    void awaitTwoReportsOf(int nodes) throws IOException {
        Map<String, Integer> heard = new HashMap<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Until.SOON.toMillis());
            socket.getOutputStream().write("SUBSCRIBE smtpward:counts\r\n".getBytes(ISO_8859_1));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            while (heard.values().stream().filter(count -> count >= 2).count() < nodes) {
                String line = lines.readLine();
                if (line.startsWith("smtpward-counts ")) {
                    heard.merge(line, 1, Integer::sum);
                }
            }
        }
    }

    /** How many connections there are to it, as the kernel sees those who made them. */
    long connections() {
        try {
            return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                    .map(line -> line.strip().split(" +"))
                    .filter(field -> field[2].endsWith(":%04X".formatted(port)) && field[3].equals("01"))
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
