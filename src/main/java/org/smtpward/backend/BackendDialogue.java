package org.smtpward.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.smtpward.session.BackendTls;
import org.smtpward.tls.HandshakeTrouble;

/**
 * Commands to the backend and its replies, to find something out, over a connection as sessions have it. A reply is its lines
 * joined, printable ASCII only and cut. Blocks: never on an event loop.
 */
final class BackendDialogue implements AutoCloseable {
    private static final int MAX_REPLY = 4096;
    private static final String HELLO = "EHLO smtpward.invalid";

    private final Channel channel;
    private final BackendConnector connector;
    private final Inbox inbox;
    private final Duration patience;

    private BackendDialogue(Channel channel, BackendConnector connector, Inbox inbox, Duration patience) {
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
        var inbox = new Inbox();
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
        return reply.startsWith("2");
    }

    static boolean offersStartTls(String hello) {
        return hello.matches("(?i)2.*\\b250[- ]STARTTLS\\b.*");
    }

    String ask(String command) throws IOException {
        channel.writeAndFlush(Unpooled.copiedBuffer(command + "\r\n", StandardCharsets.US_ASCII));
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
        for (int octet = inbox.read(patience); octet != '\n'; octet = inbox.read(patience)) {
            if (octet >= ' ' && octet < 0x7f && line.length() < MAX_REPLY) {
                line.append((char) octet);
            }
        }
        return line.toString();
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

    /** What has come from the backend and was not read yet. Filled on the event loop, read by the one who asks. */
    private static final class Inbox extends ChannelInboundHandlerAdapter implements AutoCloseable {
        /** Nobody who answers a question needs more segments than that at a time. */
        private static final int MAX_SEGMENTS = 64;

        private final BlockingQueue<ByteBuf> segments = new ArrayBlockingQueue<>(MAX_SEGMENTS);
        private ByteBuf current = Unpooled.EMPTY_BUFFER;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var segment = Unpooled.copiedBuffer((ByteBuf) message);
            ((ByteBuf) message).release();
            if (!segments.offer(segment)) {
                ctx.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            // An empty segment is the end. If there is no room for it, nobody gets as far.
            segments.offer(Unpooled.EMPTY_BUFFER);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }

        int read(Duration patience) throws IOException {
            while (!current.isReadable()) {
                current = next(patience);
                if (!current.isReadable()) {
                    throw new IOException("the backend closed the connection");
                }
            }
            return current.readByte();
        }

        private ByteBuf next(Duration patience) throws IOException {
            try {
                @Nullable ByteBuf segment = segments.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
                if (segment == null) {
                    throw new SocketTimeoutException("no reply within " + patience.toSeconds() + " s");
                }
                return segment;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }

        @Override
        public void close() {
            segments.clear();
            current = Unpooled.EMPTY_BUFFER;
        }
    }
}
