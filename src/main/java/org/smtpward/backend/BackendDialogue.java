package org.smtpward.backend;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.smtpward.session.BackendTls;
import org.smtpward.tls.HandshakeTrouble;

/**
 * Commands to the backend and its replies, to find something out, over a connection as sessions have it. A reply is its lines
 * joined: printable ASCII, other octets as {@code \xHH}, and cut. Blocks: never on an event loop.
 */
final class BackendDialogue implements AutoCloseable {
    /** Octets of a reply that are kept. */
    private static final int MAX_REPLY = 4096;
    /** Octets of a reply that are read: a backend without end is none. */
    private static final int MAX_OCTETS = 1 << 20;

    private static final String HELLO = "EHLO smtpward.invalid";
    private static final int CODE_LENGTH = 3;
    private static final Pattern CODE = Pattern.compile("[2-5][0-9]{2}([ -]|$)");

    private final Channel channel;
    private final BackendConnector connector;
    private final DialogueInbox inbox;
    private final Duration patience;

    private BackendDialogue(Channel channel, BackendConnector connector, DialogueInbox inbox, Duration patience) {
        this.channel = channel;
        this.connector = connector;
        this.inbox = inbox;
        this.patience = patience;
    }

    /**
     * Connects; with {@code backend.tls = implicit} the handshake is made, too.
     *
     * @param eventLoop any, but that of the caller
     */
    static BackendDialogue connect(
            BackendConnector connector, EventLoop eventLoop, Source source, ProbePatience patience) throws IOException {
        var inbox = new DialogueInbox();
        var connected = connector.connect(eventLoop, source, inbox, patience.connect());
        await(connected, patience.connect().plusSeconds(1));
        var dialogue = new BackendDialogue(connected.channel(), connector, inbox, patience.reply());
        if (connector.leg().mode() == BackendTls.IMPLICIT) {
            try {
                dialogue.handshake();
            } catch (IOException e) {
                dialogue.close();
                throw e;
            }
        }
        dialogue.channel.config().setAutoRead(true);
        return dialogue;
    }

    boolean isInTls() {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /** Such as {@code TLSv1.3}; only in TLS. */
    String tlsVersion() {
        return tls().getProtocol();
    }

    X509Certificate certificate() throws SSLPeerUnverifiedException {
        return (X509Certificate) tls().getPeerCertificates()[0];
    }

    private SSLSession tls() {
        return channel.pipeline().get(SslHandler.class).engine().getSession();
    }

    /** EHLO, and HELO if the backend refuses that; the reply to the last of them. */
    String hello() throws IOException {
        String reply = ask(HELLO);
        return isPositive(reply) ? reply : ask("HELO smtpward.invalid");
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
        handshake();
        return hello();
    }

    private void handshake() throws IOException {
        SslHandler ssl = connector.leg().newHandler(channel.alloc());
        channel.pipeline().addFirst(ssl);
        channel.config().setAutoRead(true);
        Future<Channel> done = ssl.handshakeFuture();
        if (!awaited(done, patience)) {
            throw new NoTlsException("its handshake takes too long");
        }
        if (!done.isSuccess()) {
            throw new NoTlsException(HandshakeTrouble.of(done.cause()).why());
        }
    }

    static boolean isPositive(String reply) {
        return hasCode(reply, '2');
    }

    /** Whether it is a reply (RFC 5321 §4.2) whose code begins with {@code first}. */
    static boolean hasCode(String reply, char first) {
        return CODE.matcher(reply).lookingAt() && reply.charAt(0) == first;
    }

    static boolean offersStartTls(String hello) {
        return offers(hello, "STARTTLS");
    }

    /** Whether the keyword stands in a positive reply to EHLO. */
    static boolean offers(String hello, String keyword) {
        return hello.matches("(?i)2.*\\b250[- ]" + keyword + "\\b.*");
    }

    String ask(String command) throws IOException {
        channel.writeAndFlush(Unpooled.copiedBuffer(command + "\r\n", StandardCharsets.US_ASCII));
        return reply();
    }

    /** Ends the transaction, if there is one, and the session. The answer is known: a backend that leaves first may. */
    void quit() {
        try {
            ask("RSET");
            ask("QUIT");
        } catch (IOException e) {
            // It has left.
        }
    }

    /**
     * The next reply, all of whose lines have the same code (RFC 5321 §4.2.1).
     *
     * @throws IOException it did not come whole in time, however slowly it drips, or is none
     */
    String reply() throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        var reply = new StringBuilder();
        int[] left = {MAX_OCTETS};
        String line = line(deadline, left);
        String first = line;
        append(reply, line);
        while (isContinued(line)) {
            line = line(deadline, left);
            if (!line.regionMatches(0, first, 0, CODE_LENGTH)) {
                throw new IOException("its reply has lines of different codes");
            }
            append(reply, line);
        }
        return reply.toString();
    }

    private static boolean isContinued(String line) {
        return line.length() > CODE_LENGTH && line.charAt(CODE_LENGTH) == '-';
    }

    private static void append(StringBuilder reply, String line) {
        if (reply.length() < MAX_REPLY) {
            reply.append(reply.isEmpty() ? "" : " / ").append(line);
        }
    }

    /** @param left octets that may still be read */
    private String line(long deadline, int[] left) throws IOException {
        var line = new StringBuilder();
        for (int octet = inbox.read(deadline, patience); octet != '\n'; octet = inbox.read(deadline, patience)) {
            if (--left[0] < 0) {
                throw new IOException("its reply has no end");
            }
            if (line.length() < MAX_REPLY) {
                escape(line, octet);
            }
        }
        return line.toString().stripTrailing();
    }

    /** CRs are dropped: one belongs to the line end. */
    private static void escape(StringBuilder line, int octet) {
        if (octet >= ' ' && octet < 0x7f && octet != '\\') {
            line.append((char) octet);
        } else if (octet == '\\') {
            line.append("\\\\");
        } else if (octet != '\r') {
            line.append("\\x").append(HexFormat.of().toHexDigits((byte) octet));
        }
    }

    @Override
    public void close() {
        channel.close();
        inbox.close();
    }

    private static void await(Future<?> future, Duration patience) throws IOException {
        if (!awaited(future, patience)) {
            throw new SocketTimeoutException("no answer within " + patience.toSeconds() + " s");
        }
        if (!future.isSuccess()) {
            throw future.cause() instanceof IOException e ? e : new IOException(future.cause());
        }
    }

    private static boolean awaited(Future<?> future, Duration patience) throws IOException {
        try {
            return future.await(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
