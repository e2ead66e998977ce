package org.smtpward.events;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.smtpward.config.HostPort;

/**
 * Sends events in one connection, each with its length before it (RFC 6587 §3.4.1). A receiver that does not read lets
 * them wait, and those behind them are lost once the queue is full; one that has closed the connection gets another.
 */
final class TcpSyslogSink implements EventSink {
    private static final Duration CONNECT_TIME = Duration.ofSeconds(5);

    private final HostPort receiver;
    private final SyslogSender sender;
    private @Nullable SocketChannel channel;

    TcpSyslogSink(HostPort receiver, SyslogSender sender) {
        this.receiver = receiver;
        this.sender = sender;
    }

    @Override
    public void write(Event event, byte[] line) throws IOException {
        byte[] message = sender.message(event, line);
        ByteBuffer frame = ByteBuffer.allocate(message.length + 16)
                .put((message.length + " ").getBytes(US_ASCII))
                .put(message)
                .flip();
        SocketChannel connected = connected();
        try {
            while (frame.hasRemaining()) {
                connected.write(frame);
            }
        } catch (IOException e) {
            // The next frame must not follow half of this one.
            close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private SocketChannel connected() throws IOException {
        if (channel != null && hasEnded(channel)) {
            close();
        }
        if (channel == null) {
            InetSocketAddress address = UdpSyslogSink.resolved(receiver);
            SocketChannel next = SocketChannel.open();
            try {
                // A channel's own connect knows no timeout.
                next.socket().connect(address, (int) CONNECT_TIME.toMillis());
            } catch (IOException e) {
                next.close();
                throw e;
            }
            channel = next;
        }
        return channel;
    }

    /** A receiver sends nothing; that it has closed is the only thing to read. Else the next event would be lost unnoticed. */
    private static boolean hasEnded(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException reset) {
            return true;
        } finally {
            channel.configureBlocking(true);
        }
    }
}
