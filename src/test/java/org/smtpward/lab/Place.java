package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a sendmail listens: in a machine of the test at a certain port, or on this machine at one that is free.
 *
 * @param port 0 for any
 */
record Place(Optional<NetworkHost> host, int port, List<String> addresses) {
    static final Place HERE = new Place(Optional.empty(), 0, List.of("127.0.0.1"));

    Place at(List<String> newAddresses) {
        return new Place(host, port, newAddresses);
    }

    Place on(NetworkHost newHost, int newPort) {
        return new Place(Optional.of(newHost), newPort, addresses);
    }

    List<InetSocketAddress> choose() throws IOException {
        int chosen = port == 0 ? FreePort.choose(InetAddress.getByName(addresses.getFirst())) : port;
        List<InetSocketAddress> all = new ArrayList<>();
        for (String address : addresses) {
            all.add(new InetSocketAddress(InetAddress.getByName(address), chosen));
        }
        return all;
    }

    List<String> command(List<String> command) {
        return host.map(machine -> machine.command(command)).orElse(command);
    }

    /** Whether somebody listens at all addresses; read in /proc, as trying to connect would be a session in a log. */
    boolean listens(int chosen) {
        String process = host.map(machine -> Long.toString(machine.pid())).orElse("self");
        return Stream.of("tcp", "tcp6")
                        .map(table -> Path.of("/proc", process, "net", table))
                        .filter(Files::exists)
                        .flatMap(Place::lines)
                        .map(line -> line.strip().split(" +"))
                        .filter(field -> field[1].endsWith(String.format(":%04X", chosen)) && field[3].equals("0A"))
                        .count()
                >= addresses.size();
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readString(table, US_ASCII).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
