package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The network outside a {@link LiveHost}, which is 192.0.2.25 and 2001:db8::25: clients, its name server with the blacklist
 * {@code bl.test}, and a mail server that accepts mail for all other domains ({@code src/test/lab/live-world}).
 */
public final class Outside implements AutoCloseable {
    public static final String SERVER = "192.0.2.25";
    public static final String SERVER_SIX = "2001:db8::25";
    public static final String CLIENT = "192.0.2.10";
    public static final String CLIENT_SIX = "2001:db8::10";
    /** On the blacklist. */
    public static final String LISTED = "192.0.2.66";

    private static final String WORLD =
            Path.of("src/test/lab/live-world").toAbsolutePath().toString();

    private final NetworkHost network;
    private final Path accepted;
    private final Process servers;

    private Outside(NetworkHost network, Path accepted, Process servers) {
        this.network = network;
        this.accepted = accepted;
        this.servers = servers;
    }

    /**
     * A mail to send.
     *
     * @param name in its Subject and Message-ID, no blanks
     * @param source address of the client
     * @param login {@code USER:PASSWORD} for STARTTLS and AUTH, or empty
     */
    public record Letter(String name, String source, String server, int port, String recipient, String login) {
        String line() {
            return String.join(" ", name, source, server, Integer.toString(port), recipient, login)
                    .strip();
        }
    }

    /**
     * Mail that was sent one after the other while something else was done.
     *
     * @param accepted names of what got 250
     * @param refusedMillis the longest time in which connections were refused
     */
    public record Trickled(List<String> accepted, List<String> notAccepted, long refusedMillis) {}

    /** Mail under way, one after the other, until {@link #stop}. */
    public final class Trickle {
        private final Process process;

        private Trickle(Process process) {
            this.process = process;
        }

        public Trickled stop() {
            try {
                process.getOutputStream().close();
                List<String> said = process.inputReader(ISO_8859_1).lines().toList();
                return new Trickled(
                        after(said, "accepted "),
                        after(said, "not "),
                        Long.parseLong(after(said, "refused ").getFirst()));
            } catch (IOException e) {
                throw new LabFailure("trickle", e);
            }
        }

        private static List<String> after(List<String> said, String word) {
            return said.stream()
                    .filter(line -> line.startsWith(word))
                    .map(line -> line.substring(word.length()))
                    .toList();
        }
    }

    /** Connects {@code host} to the world and starts its servers. */
    public static Outside around(LiveHost host) {
        NetworkHost network = NetworkHost.create();
        try {
            NetworkHost.link(
                    host.network().end("eth0", SERVER + "/24", SERVER_SIX + "/64"),
                    network.end(
                            "eth0",
                            CLIENT + "/24",
                            LISTED + "/24",
                            "192.0.2.53/24",
                            "192.0.2.90/24",
                            CLIENT_SIX + "/64"));
            Path accepted = Files.createTempDirectory("smtpward-outside");
            Process servers = new ProcessBuilder(network.command(List.of(WORLD, "serve", accepted.toString())))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said = servers.inputReader(ISO_8859_1);
            if (!"up".equals(said.readLine())) {
                throw new LabFailure("no servers outside");
            }
            return new Outside(network, accepted, servers);
        } catch (IOException e) {
            network.close();
            throw new LabFailure("no world outside", e);
        }
    }

    /** Sends them side by side; returns by name the reply that decided, as {@code 250 2.0.0 ...}, or {@code 000} and why there was none. */
    public Map<String, String> send(List<Letter> letters) {
        try {
            Process process = world("send");
            process.getOutputStream()
                    .write(letters.stream()
                            .map(letter -> letter.line() + "\n")
                            .collect(Collectors.joining())
                            .getBytes(ISO_8859_1));
            process.getOutputStream().close();
            Map<String, String> replies = new TreeMap<>();
            process.inputReader(ISO_8859_1).lines().forEach(line -> {
                String[] part = line.split(" ", 2);
                replies.put(part[0], part[1]);
            });
            return replies;
        } catch (IOException e) {
            throw new LabFailure("cannot send", e);
        }
    }

    /** Begins to send mail to anna@example.test by port 25, one message after the other. */
    public Trickle trickle(String prefix) {
        try {
            return new Trickle(world("trickle", prefix));
        } catch (IOException e) {
            throw new LabFailure("cannot send", e);
        }
    }

    /** What the mail server of all other domains has accepted so far: RCPT lines, an empty line, the message. */
    public List<String> accepted() {
        try (Stream<Path> files = Files.list(accepted)) {
            List<String> messages = new ArrayList<>();
            for (Path file : files.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList()) {
                messages.add(Files.readString(file, ISO_8859_1));
            }
            return messages;
        } catch (IOException e) {
            throw new LabFailure("cannot read what was accepted", e);
        }
    }

    /** For other programs. */
    public NetworkHost network() {
        return network;
    }

    private Process world(String... arguments) throws IOException {
        return new ProcessBuilder(network.command(
                        Stream.concat(Stream.of(WORLD), Stream.of(arguments)).toList()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Override
    public void close() {
        network.close();
        servers.destroyForcibly();
        try (Stream<Path> files = Files.walk(accepted)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new LabFailure("cannot clean up", e);
        }
    }
}
