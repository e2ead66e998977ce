package org.smtpward.real;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.smtpward.lab.FreePort;

/** A real HAProxy on 127.0.0.1 that passes on connections and says by the PROXY protocol whose they are. */
final class Haproxy implements AutoCloseable {
    private final Process process;
    private final Path output;
    private final int port;

    private Haproxy(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /**
     * Returns when it accepts connections.
     *
     * @param header {@code send-proxy} (version 1) or {@code send-proxy-v2}
     */
    static Haproxy before(InetSocketAddress server, String header, Path directory) throws IOException {
        int port = FreePort.choose();
        Path config = Files.writeString(directory.resolve("haproxy.cfg"), """
                defaults
                  mode tcp
                  timeout connect 10s
                  timeout client 60s
                  timeout server 60s
                listen smtp
                  bind 127.0.0.1:%d
                  server smtpward %s:%d %s
                """.formatted(
                        port, server.getAddress().getHostAddress(), server.getPort(), header));
        Path output = directory.resolve("haproxy.out");
        Process process = new ProcessBuilder("haproxy", "-db", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        var haproxy = new Haproxy(process, output, port);
        Until.soon(() -> haproxy.listens() || !process.isAlive(), haproxy::said);
        if (!process.isAlive()) {
            throw new AssertionError("haproxy ended: " + haproxy.said());
        }
        return haproxy;
    }

    /** For clients that come from {@code source}. */
    Endpoint endpoint(String source) {
        return Endpoint.ofProxy(port, source);
    }

    private boolean listens() {
        try {
            // Connecting would be a session for whoever is behind it.
            return Files.readString(Path.of("/proc/net/tcp"))
                    .contains("0100007F:%04X 00000000:0000 0A".formatted(port));
        } catch (IOException e) {
            return false;
        }
    }

    private String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(Until.SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
