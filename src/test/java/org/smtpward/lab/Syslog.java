package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code /dev/log} of one root. The JDK has no Unix datagram sockets, but the C library tries a stream when the
 * datagram socket does not fit; then it ends each line with NUL.
 *
 * <p>A thread of its own empties the sockets, since sendmail would stand still before a full one. {@link #lines()}
 * empties them too before it answers, so that it has whatever was logged before the call.
 */
final class Syslog implements AutoCloseable {
    private final Selector selector;
    private final ServerSocketChannel listener;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private final List<String> lines = new ArrayList<>();

    private Syslog(Path socket) throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    static Syslog listen(Path socket) throws IOException {
        Syslog syslog = new Syslog(socket);
        Thread.ofPlatform().daemon().name("syslog " + socket).start(syslog::run);
        return syslog;
    }

    /** All lines up to now, without the priority. */
    List<String> lines() {
        drain();
        synchronized (this) {
            return List.copyOf(lines);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select();
                drain();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void drain() {
        try {
            if (selector.isOpen()) {
                accept();
                read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() throws IOException {
        for (SocketChannel peer = listener.accept(); peer != null; peer = listener.accept()) {
            peer.configureBlocking(false);
            peer.register(selector, SelectionKey.OP_READ, new ByteArrayOutputStream());
            // A thread that selects already does not see it otherwise, and nobody would empty it: sendmail's processes
            // share one.
            selector.wakeup();
        }
    }

    private void read() throws IOException {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.isValid() && key.channel() instanceof SocketChannel peer) {
                read(peer, (ByteArrayOutputStream) key.attachment());
            }
        }
        selector.selectedKeys().clear();
    }

    private void read(SocketChannel peer, ByteArrayOutputStream line) throws IOException {
        int count = peer.read(buffer.clear());
        for (; count > 0; count = peer.read(buffer.clear())) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                take(buffer.get(), line);
            }
        }
        if (count < 0) {
            peer.close();
        }
    }

    private void take(byte octet, ByteArrayOutputStream line) {
        if (octet == 0) {
            lines.add(line.toString(ISO_8859_1).replaceFirst("^<\\d+>", ""));
            line.reset();
        } else {
            line.write(octet);
        }
    }
}
