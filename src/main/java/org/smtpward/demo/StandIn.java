package org.smtpward.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A stand-in for an unpatched sendmail 8.15.2, with its replies and its holes: for the demo and for fast tests. It listens
 * on 127.0.0.1, any free port, and keeps everything it is told in memory. It never slows down and looks up no names; mail
 * for example.test is its own, for other domains it relays for 127.0.0.1 and whoever has logged in (alice, secret).
 * Recipients nobody... are unknown to it, temp... cannot be looked up.
 */
public final class StandIn implements AutoCloseable {
    private final ServerSocket server;
    private final Options options;
    private final Journal journal = new Journal();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    private StandIn(ServerSocket server, Options options) {
        this.server = server;
        this.options = options;
        this.acceptor = Thread.ofVirtual().name("stand-in").unstarted(this::accept);
    }

    /** Starts one without STARTTLS. */
    public static StandIn start() throws IOException {
        return start(Options.PLAIN);
    }

    /** Starts one; it listens when this returns. */
    public static StandIn start(Options options) throws IOException {
        var standIn = new StandIn(new ServerSocket(0, 0, InetAddress.getByName("127.0.0.1")), options);
        standIn.acceptor.start();
        return standIn;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                journal.onSessionBegins();
                Thread.ofVirtual().name("stand-in-session").start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new StandInSession(socket, options, journal).converse();
        } catch (IOException e) {
            // The client left without a goodbye.
        } finally {
            sockets.remove(socket);
            journal.onSessionEnds();
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Every command so far, as it understood them: without line end, one char an octet. */
    public List<String> commands() {
        return journal.commands();
    }

    /** Every message accepted so far. */
    public List<Message> messages() {
        return journal.messages();
    }

    /**
     * Waits for messages.
     *
     * @throws AssertionError fewer than {@code count} came in time
     */
    public List<Message> awaitMessages(int count, Duration patience) {
        if (!journal.awaitMessages(count, patience)) {
            throw new AssertionError(
                    "%d of %d messages after %s".formatted(messages().size(), count, patience));
        }
        return messages();
    }

    /** Waits until nobody is connected: what was sent has been run then. Whether that came true in time. */
    public boolean awaitIdle(Duration patience) {
        return journal.awaitIdle(patience);
    }

    Journal journal() {
        return journal;
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() {
        closeQuietly(server);
        try {
            // The port is only free when nobody accepts any more, and until then somebody may be let in.
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sockets.forEach(StandIn::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is of no use any more in any case.
        }
    }

    /**
     * An accepted message.
     *
     * @param sender the reverse-path, without angle brackets
     * @param recipients the accepted forward-paths
     * @param octets the mail data as it came, dots still stuffed, without the line that ended it
     */
    public record Message(String sender, List<String> recipients, byte[] octets) {
        public Message {
            recipients = List.copyOf(recipients);
            octets = octets.clone();
        }

        @Override
        public byte[] octets() {
            return octets.clone();
        }

        /** The octets, one char each. */
        public String text() {
            return new String(octets, ISO_8859_1);
        }
    }

    /**
     * How a stand-in differs from a plain one.
     *
     * @param startTls what it does STARTTLS with; empty: it does not offer it
     * @param replies fixed replies, by the beginning of a command in capitals; {@code "."} is the end of mail data
     */
    public record Options(Optional<ThrowAwayCertificate> startTls, Map<String, String> replies) {
        /** No STARTTLS, no fixed replies. */
        public static final Options PLAIN = new Options(Optional.empty(), Map.of());

        public Options {
            replies = Map.copyOf(replies);
        }

        /** The same with STARTTLS. */
        public Options startTls(ThrowAwayCertificate certificate) {
            return new Options(Optional.of(certificate), replies);
        }

        /**
         * The same with a fixed reply to every command that begins so, without regard to case. The command has no other
         * effect.
         *
         * @param beginning a verb, or more of a command; of several that fit the longest counts
         * @param reply lines with an LF between
         */
        public Options reply(String beginning, String reply) {
            var more = new LinkedHashMap<>(replies);
            more.put(beginning.toUpperCase(Locale.ROOT), reply);
            return new Options(startTls, more);
        }

        Optional<String> replyTo(String command) {
            String capitals = command.toUpperCase(Locale.ROOT);
            return replies.keySet().stream()
                    .filter(capitals::startsWith)
                    .max((one, other) -> Integer.compare(one.length(), other.length()))
                    .map(replies::get);
        }
    }
}
