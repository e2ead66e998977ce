package org.smtpward.real;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.smtpward.lab.FreePort;

/** A real rsyslogd that receives on this machine, by UDP, TCP and a socket, and writes the parts of what it understood. */
final class Rsyslog implements AutoCloseable {
    private final Process process;
    private final Path directory;
    private final int port;

    private Rsyslog(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /** Starts one that keeps everything in {@code directory}; it receives when this returns. */
    static Rsyslog start(Path directory) throws IOException {
        int port = FreePort.choose();
        Path configuration =
                Files.writeString(directory.resolve("rsyslog.conf"), """
                global(workDirectory="%1$s" maxMessageSize="32k")
                module(load="imudp")
                module(load="imtcp")
                module(load="imuxsock" SysSock.Use="off")
                template(name="parts" type="string"
                  string="%%syslogfacility-text%%.%%syslogseverity-text%% %%hostname%% %%programname%% %%procid%% %%msgid%% %%protocol-version%%|%%msg%%\\n")
                ruleset(name="all") { action(type="omfile" file="%1$s/received" template="parts") }
                input(type="imudp" address="127.0.0.1" port="%2$d" ruleset="all")
                input(type="imtcp" address="127.0.0.1" port="%2$d" ruleset="all")
                input(type="imuxsock" socket="%1$s/log" ruleset="all")
                """.formatted(directory, port), US_ASCII);
        Path output = directory.resolve("rsyslog.out");
        Process process = new ProcessBuilder(
                        "/usr/sbin/rsyslogd", "-n", "-f", configuration.toString(), "-i", directory.resolve("pid") + "")
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        var rsyslog = new Rsyslog(process, directory, port);
        Until.soon(() -> rsyslog.receives() || !process.isAlive(), () -> "rsyslogd; it said " + read(output));
        if (!process.isAlive()) {
            throw new AssertionError("rsyslogd ended: " + read(output));
        }
        return rsyslog;
    }

    /** HOST:PORT, of UDP and of TCP. */
    String hostPort() {
        return "127.0.0.1:" + port;
    }

    Path socket() {
        return directory.resolve("log");
    }

    /** FACILITY.SEVERITY HOST PROGRAM PROCESS MSGID VERSION|MESSAGE, a line for each that has come. */
    List<String> received() {
        Path received = directory.resolve("received");
        return Files.exists(received) ? read(received).lines().toList() : List.of();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Until.soon(() -> !process.isAlive(), () -> "rsyslogd's end");
    }

    /** Its inputs start one after the other; the last of them is TCP's thread. */
    private boolean receives() {
        try (var connection = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected() && Files.exists(socket()) && isUdpTaken();
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean isUdpTaken() {
        try (var socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return socket.isClosed();
        } catch (IOException taken) {
            return true;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, US_ASCII);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
