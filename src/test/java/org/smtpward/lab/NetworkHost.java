package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A machine of the test, as far as its network goes: a Linux network namespace, with cables to others. It shares the
 * files and the processes of this machine. It has no name, so that any number of tests may run at once, and when the
 * JVM dies, it vanishes with all that runs in it (see {@code src/test/lab/machine}).
 */
public final class NetworkHost implements AutoCloseable {
    private static final Path SCRIPT = Path.of("src/test/lab/machine").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process holder;

    private NetworkHost(Process holder) {
        this.holder = holder;
    }

    /** What a program said, standard output and standard error mixed, one char per octet, and how it ended. */
    public record Output(int exitCode, String text) {}

    /**
     * One end of a cable.
     *
     * @param name of the network interface
     * @param addresses with their prefix lengths, such as {@code 192.0.2.1/24} and {@code 2001:db8::1/64}
     */
    public record End(NetworkHost host, String name, List<String> addresses) {
        private void up() {
            host.ip("link set dev " + name + " up");
            for (String address : addresses) {
                // Without nodad nobody can use an IPv6 address for a second.
                host.ip("address add " + address + " dev " + name + (address.contains(":") ? " nodad" : ""));
            }
        }

        /** The kernel drops what is sent before. */
        private boolean isUp() {
            return host.ip("-oneline link show dev " + name).contains(" state UP ");
        }
    }

    /** Returns when it exists; there is nothing but {@code lo} in it, which is up. */
    public static NetworkHost create() {
        try {
            Process holder = new ProcessBuilder(SCRIPT.toString())
                    .redirectErrorStream(true)
                    .start();
            BufferedReader output = holder.inputReader(ISO_8859_1);
            String said = output.readLine();
            if (!"up".equals(said)) {
                holder.destroyForcibly();
                throw new LabFailure("no network namespace: " + said);
            }
            return new NetworkHost(holder);
        } catch (IOException e) {
            throw new LabFailure("no network namespace", e);
        }
    }

    /** An end of a cable in this machine, for {@link #link}. */
    public End end(String name, String... addresses) {
        return new End(this, name, List.of(addresses));
    }

    /** Lays a cable between two machines, a veth pair. Returns when both can send. */
    public static void link(End one, End other) {
        one.host.ip("link add name " + one.name + " type veth peer name " + other.name + " netns " + other.host.pid());
        one.up();
        other.up();
        Await.until(PATIENCE, () -> one.isUp() && other.isUp(), () -> "a cable between " + one + " and " + other);
    }

    /** Sends what is for nobody it knows to {@code gateway}, of IPv4 or IPv6, which a cable leads to. */
    public void defaultRoute(String gateway) {
        ip((gateway.contains(":") ? "-6" : "-4") + " route add default via " + gateway);
    }

    /** Sets a parameter of the kernel, such as {@code net.ipv4.ip_forward}, for this machine alone. */
    public void sysctl(String key, String value) {
        run("sh", "-c", "echo \"$1\" >\"/proc/sys/$2\"", "sysctl", value, key.replace('.', '/'));
    }

    /** A command line that runs {@code command} in here; the process is that of {@code command}, not one around it. */
    public List<String> command(List<String> command) {
        return Stream.concat(Stream.of("nsenter", "--net=/proc/" + pid() + "/ns/net", "--"), command.stream())
                .toList();
    }

    /** Runs a command to its end, which must be a good one; returns what it said. */
    public String run(String... command) {
        Output output = tryRun(command);
        if (output.exitCode != 0) {
            throw new LabFailure(String.join(" ", command) + " ended with " + output.exitCode + ": " + output.text);
        }
        return output.text;
    }

    /** Runs a command to its end, without input. One that takes too long is killed. */
    public Output tryRun(String... command) {
        List<String> limited = Stream.concat(
                        Stream.of("timeout", "--signal=KILL", Long.toString(PATIENCE.toSeconds())), Stream.of(command))
                .toList();
        try {
            Process process = new ProcessBuilder(command(limited))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            try (InputStream output = process.getInputStream()) {
                String said = new String(output.readAllBytes(), ISO_8859_1);
                return new Output(process.waitFor(), said);
            }
        } catch (IOException e) {
            throw new LabFailure("cannot run " + limited, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    /** Of a process that is in here for as long as the machine exists. */
    long pid() {
        return holder.pid();
    }

    /** Kills whoever still runs in here; with the last of them the namespace goes, and the cables. */
    @Override
    public void close() {
        try {
            holder.getOutputStream().close();
            if (!holder.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new LabFailure("somebody in the network namespace of " + pid() + " cannot be killed");
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
        return "machine " + pid();
    }

    private String ip(String arguments) {
        return run(("ip " + arguments).split(" "));
    }
}
