package org.smtpward.bench.flood;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.smtpward.bench.client.Footprint;
import org.smtpward.bench.client.Meters;
import org.smtpward.bench.contender.Place;
import org.smtpward.bench.contender.Running;
import org.smtpward.bench.contender.Smtpward;

/** A running smtpward that is to be flooded, with bounded memory and descriptors. */
final class Ward implements AutoCloseable {
    private static final long MEBIBYTE = 1024 * 1024;

    /** Java's code, classes, threads and its own needs. */
    private static final long JAVA = 192 * MEBIBYTE;

    /** What OpenSSL keeps of a session outside of heap and direct memory. */
    private static final long TLS_SESSION = 32 * 1024;

    /** Attackers at the door come from elsewhere than those that are meant to get in. */
    private static final String LIMITS = "smtpward.limits { connections = %d, connections-per-address = %d, "
            + "exempt-networks = [ \"127.0.0.1\" ], commands = 100000, transactions = 10000, tls-handshakes = %d }%n";

    private final Running running;
    private final InetSocketAddress admin;
    private final int mebibytes;

    private Ward(Running running, InetSocketAddress admin, int mebibytes) {
        this.running = running;
        this.admin = admin;
        this.mebibytes = mebibytes;
    }

    /**
     * What it may take.
     *
     * @param mebibytes of heap, and as much direct memory
     * @param descriptors open files; 0: what this process may
     * @param connections at a time
     * @param perAddress of them
     * @param handshakes at a time
     */
    record Bounds(int mebibytes, int descriptors, int connections, int perAddress, int handshakes) {
        /** The command that runs another within them. */
        private List<String> prefix() {
            return descriptors == 0
                    ? List.of()
                    : List.of("/bin/sh", "-c", "ulimit -n " + descriptors + " && exec \"$0\" \"$@\"");
        }
    }

    /** Starts one; waits until it listens. */
    static Ward start(Path jar, Place place, Bounds bounds) throws IOException {
        Path config = Files.writeString(
                place.directory().resolve("smtpward.conf"),
                Smtpward.configuration(place, "127.0.0.1:" + place.spare())
                        + LIMITS.formatted(bounds.connections(), bounds.perAddress(), bounds.handshakes()));
        var command = new ArrayList<>(bounds.prefix());
        command.addAll(Smtpward.java());
        command.add("-Xmx" + bounds.mebibytes() + "m");
        command.add("-XX:MaxDirectMemorySize=" + bounds.mebibytes() + "m");
        command.addAll(List.of("-jar", jar.toString(), "run", "--config", config.toString()));
        return new Ward(
                Running.start(command, place, "smtpward"),
                new InetSocketAddress("127.0.0.1", place.spare()),
                bounds.mebibytes());
    }

    InetSocketAddress address() {
        return running.address();
    }

    Footprint footprint() throws IOException {
        return Footprint.of(running.tree().pid());
    }

    /** Processor time so far. */
    Duration cpu() {
        return running.tree().cpu();
    }

    long sessions() throws IOException {
        return (long) Meters.of(admin).sum("smtpward_sessions_active");
    }

    /** Resident memory that it may not exceed with so many TLS sessions. */
    long bound(long tlsSessions) {
        return 2 * mebibytes * MEBIBYTE + JAVA + tlsSessions * TLS_SESSION;
    }

    @Override
    public void close() {
        running.close();
    }
}
