package org.smtpward.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.smtpward.reply.BackendReply;
import org.smtpward.reply.MalformedReplyException;
import org.smtpward.reply.ReplyDecoder;

/**
 * One connection to the server: sends exactly the octets it is told to, one char an octet, and hears replies. Every wait is
 * bounded, and so is the connection as a whole, since a server could make a wait last by an octet now and then.
 */
final class Conversation implements AutoCloseable {
    private static final int MAX_LINE_OCTETS = 4_096;
    private static final int MAX_LINES = 200;
    private static final int MAX_REPLY_OCTETS = 1 << 16;

    private final Target target;
    private final Consumer<Heard.Reply> listener;
    private final ByteBuf received = Unpooled.buffer();
    private final byte[] chunk = new byte[8_192];
    private final CompletableFuture<Void> watch;
    private ReplyDecoder decoder = newDecoder();
    private Socket socket;
    private boolean broken;
    private volatile boolean expired;

    /** @param listener is told every reply */
    Conversation(Target target, Socket socket, Consumer<Heard.Reply> listener) {
        this.target = target;
        this.socket = socket;
        this.listener = listener;
        this.watch = CompletableFuture.runAsync(
                () -> expire(socket),
                CompletableFuture.delayedExecutor(target.lifetime().toMillis(), TimeUnit.MILLISECONDS));
    }

    private void expire(Socket connected) {
        expired = true;
        try {
            connected.close();
        } catch (IOException e) {
            // The conversation has ended before.
        }
    }

    private static ReplyDecoder newDecoder() {
        return new ReplyDecoder(MAX_LINE_OCTETS, MAX_LINES, MAX_REPLY_OCTETS);
    }

    /** Sends octets, as one segment if they are few. Whether the server is still there, hearing will tell. */
    void send(String octets) {
        try {
            socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // What it said before it went can still be heard.
        }
    }

    /** What comes next, for as long as the target's patience lasts. */
    Heard hear() {
        return hear(target.patience());
    }

    /** What comes within the time after which there is nothing to come. */
    Heard hearIfAny() {
        return hear(target.quiet());
    }

    private Heard hear(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            Optional<BackendReply> reply = decoder.decode(received);
            while (reply.isEmpty()) {
                int count = read(deadline);
                if (count < 0) {
                    return new Heard.Closed();
                }
                received.discardReadBytes().writeBytes(chunk, 0, count);
                reply = decoder.decode(received);
            }
            var heard = new Heard.Reply(reply.get().code(), reply.get().octets().toString(ISO_8859_1));
            listener.accept(heard);
            return heard;
        } catch (MalformedReplyException e) {
            return new Heard.Nonsense(String.valueOf(e.getMessage()));
        } catch (SocketTimeoutException e) {
            return new Heard.Silence();
        } catch (IOException e) {
            return expired ? new Heard.Silence() : new Heard.Closed();
        }
    }

    private int read(long deadline) throws IOException {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        return socket.getInputStream().read(chunk);
    }

    /** Hears up to {@code most} replies. */
    Aftermath hearAll(int most) {
        var replies = new ArrayList<Heard.Reply>();
        while (replies.size() < most) {
            Heard heard = hear();
            if (!(heard instanceof Heard.Reply reply)) {
                return new Aftermath(replies, Optional.of(heard));
            }
            replies.add(reply);
        }
        return new Aftermath(replies, Optional.empty());
    }

    /** Whether octets are here that came behind the last reply. */
    boolean holdsMore() {
        return received.isReadable();
    }

    Heard ask(String line) {
        send(line + "\r\n");
        return hear();
    }

    /** Sends a line that every server says yes to. */
    Heard.Reply demand(String line) throws OffScript {
        send(line + "\r\n");
        return demandReply(line.split("[ :]", 2)[0], 2);
    }

    /** Hears a reply whose code begins with {@code digit}. */
    Heard.Reply demandReply(String moment, int digit) throws OffScript {
        Heard heard = hear();
        if (heard instanceof Heard.Reply reply && reply.code() / 100 == digit) {
            return reply;
        }
        throw new OffScript(moment, heard);
    }

    Heard.Reply hello() throws OffScript {
        return demand("EHLO " + target.hello());
    }

    /** STARTTLS and the handshake of a mail program. */
    void secure() throws OffScript {
        demand("STARTTLS");
        if (handshake(Offer.mail(target)) instanceof Handshake.Failed failed) {
            throw new OffScript("TLS", failed.why());
        }
    }

    /** What comes from here on is TLS. */
    Handshake handshake(Offer offer) {
        try {
            SSLSocket tls = ClientTls.over(socket, offer);
            socket.setSoTimeout((int) target.patience().toMillis());
            tls.startHandshake();
            socket = tls;
            received.clear();
            decoder = newDecoder();
            return new Handshake.Made();
        } catch (IOException e) {
            broken = true;
            return new Handshake.Failed(expired ? "no end of the handshake" : ClientTls.why(e));
        }
    }

    /** Says goodbye without waiting for an answer. */
    @Override
    public void close() {
        watch.cancel(false);
        if (!broken) {
            send("QUIT\r\n");
        }
        try {
            // A server that says nothing must not keep us: a TLS goodbye may.
            socket.setSoTimeout(1);
            socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    }
}
