package org.smtpward.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends a datagram for each event to a socket such as {@code /dev/log}. The JDK knows no such sockets; Netty's native part
 * does. A receiver that does not keep up is waited for a moment, by the thread of the log alone; then events are lost.
 */
final class LocalSyslogSink implements EventSink {
    /** A receiver that takes longer for one is stuck. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(1);

    private final Path path;
    private final SyslogSender sender;
    private @Nullable Socket socket;

    LocalSyslogSink(Path path, SyslogSender sender) {
        this.path = path;
        this.sender = sender;
    }

    @Override
    public void open() throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException(
                    "unix: needs the native transport, which does not work here; take udp://127.0.0.1:514");
        }
        socket = Socket.newSocketDomainDgram();
    }

    @Override
    public void write(Event event, byte[] line) throws IOException {
        if (socket == null) {
            throw new IOException("not open");
        }
        byte[] message = sender.localMessage(event, line);
        ByteBuffer datagram = ByteBuffer.allocateDirect(message.length).put(message);
        // Not connected: a receiver that starts anew has another socket at the same path.
        byte[] receiver = path.toString().getBytes(UTF_8);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        // The kernel keeps few datagrams for it, ten on many machines; ours wait in the queue of the log.
        while (socket.sendToDomainSocket(datagram, 0, message.length, receiver) <= 0) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                throw new IOException(path + " does not keep up");
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
