package org.smtpward.backend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smtpward.config.HostPort;
import org.smtpward.tls.BackendLeg;

/**
 * Commands to the backend and its replies, to find something out. A reply is its lines joined, printable ASCII only and cut.
 * Blocks: never on an event loop.
 */
final class BackendDialogue implements AutoCloseable {
    private static final int MAX_REPLY = 4096;
    private static final String HELLO = "EHLO smtpward.invalid";

    private final Socket socket;
    private final BackendLeg leg;
    private @Nullable BlockingTls tls;

    private BackendDialogue(Socket socket, BackendLeg leg) {
        this.socket = socket;
        this.leg = leg;
    }

    /** Connects; with {@code backend.tls = implicit} the handshake is made, too. */
    static BackendDialogue connect(HostPort backend, Optional<InetAddress> source, Duration patience, BackendLeg leg)
            throws IOException {
        var socket = new Socket();
        try {
            if (source.isPresent()) {
                socket.bind(new InetSocketAddress(source.get(), 0));
            }
            socket.connect(new InetSocketAddress(backend.host(), backend.port()), (int) patience.toMillis());
            socket.setSoTimeout((int) patience.toMillis());
            var dialogue = new BackendDialogue(socket, leg);
            switch (leg.mode()) {
                case IMPLICIT -> dialogue.tls = new BlockingTls(socket, leg);
                case NEVER, MIRROR, ALWAYS -> {}
            }
            return dialogue;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    Optional<BlockingTls> tls() {
        return Optional.ofNullable(tls);
    }

    /** EHLO, or HELO for who does not know that; the reply to EHLO. */
    String hello() throws IOException {
        String reply = ask(HELLO);
        if (!isPositive(reply)) {
            ask("HELO smtpward.invalid");
        }
        return reply;
    }

    /** STARTTLS, the handshake, and EHLO again; its reply. {@code hello} is the reply to the EHLO before. */
    String startTls(String hello) throws IOException {
        if (!offersStartTls(hello)) {
            throw new NoTlsException("it does not offer STARTTLS");
        }
        String reply = ask("STARTTLS");
        if (!reply.startsWith("220")) {
            throw new NoTlsException("it refuses STARTTLS: " + reply);
        }
        tls = new BlockingTls(socket, leg);
        return hello();
    }

    static boolean isPositive(String reply) {
        return reply.startsWith("2");
    }

    static boolean offersStartTls(String hello) {
        return hello.matches("(?i)2.*\\b250[- ]STARTTLS\\b.*");
    }

    String ask(String command) throws IOException {
        byte[] octets = (command + "\r\n").getBytes(StandardCharsets.US_ASCII);
        if (tls == null) {
            socket.getOutputStream().write(octets);
        } else {
            tls.write(octets);
        }
        return reply();
    }

    void quit() {
        try {
            ask("QUIT");
        } catch (IOException e) {
            // The answer is known; how the backend says goodbye does not matter.
        }
    }

    String reply() throws IOException {
        var reply = new StringBuilder();
        String line;
        do {
            line = line();
            reply.append(reply.isEmpty() ? "" : " / ").append(line);
        } while (line.length() > 3 && line.charAt(3) == '-' && reply.length() < MAX_REPLY);
        return reply.toString();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = read(); octet != '\n'; octet = read()) {
            if (octet < 0) {
                throw new IOException("the backend closed the connection");
            }
            if (octet >= ' ' && octet < 0x7f && line.length() < MAX_REPLY) {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    private int read() throws IOException {
        return tls == null ? socket.getInputStream().read() : tls.read();
    }

    @Override
    public void close() throws IOException {
        if (tls != null) {
            tls.close();
        }
        socket.close();
    }
}
