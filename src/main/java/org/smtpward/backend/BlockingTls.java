package org.smtpward.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.smtpward.tls.BackendLeg;
import org.smtpward.tls.HandshakeTrouble;

/**
 * TLS on a blocking socket by the engine of the backend leg: the JDK's own sockets do not speak what an old server does, and
 * what is found out with one engine would not hold for another.
 */
final class BlockingTls implements AutoCloseable {
    private static final int READ_OCTETS = 16 * 1024;

    private final Socket socket;
    private final SslHandler ssl;
    private final EmbeddedChannel engine;
    private ByteBuf decrypted = Unpooled.EMPTY_BUFFER;

    /** Makes the handshake. */
    BlockingTls(Socket socket, BackendLeg leg) throws IOException {
        this.socket = socket;
        this.ssl = leg.newHandler(ByteBufAllocator.DEFAULT);
        this.engine = new EmbeddedChannel(ssl);
        try {
            send();
            while (!ssl.handshakeFuture().isDone()) {
                receive();
                send();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        Throwable failure = ssl.handshakeFuture().cause();
        if (failure != null) {
            close();
            throw new NoTlsException(HandshakeTrouble.of(failure).why());
        }
    }

    String version() {
        return session().getProtocol();
    }

    X509Certificate certificate() throws SSLPeerUnverifiedException {
        return (X509Certificate) session().getPeerCertificates()[0];
    }

    private SSLSession session() {
        return ssl.engine().getSession();
    }

    void write(byte[] octets) throws IOException {
        engine.writeOutbound(Unpooled.wrappedBuffer(octets));
        send();
    }

    /** The next octet, or -1. */
    int read() throws IOException {
        while (!decrypted.isReadable()) {
            decrypted.release();
            ByteBuf next = engine.readInbound();
            decrypted = next == null ? Unpooled.EMPTY_BUFFER : next;
            if (next == null && !receive()) {
                return -1;
            }
        }
        return decrypted.readByte() & 0xff;
    }

    private void send() throws IOException {
        for (@Nullable ByteBuf octets = engine.readOutbound(); octets != null; octets = engine.readOutbound()) {
            octets.readBytes(socket.getOutputStream(), octets.readableBytes());
            octets.release();
        }
    }

    /** Whether there was something. What the engine throws fails the handshake, which is all that counts. */
    private boolean receive() throws IOException {
        byte[] octets = new byte[READ_OCTETS];
        int count = socket.getInputStream().read(octets);
        if (count < 0) {
            engine.close();
            return false;
        }
        engine.pipeline()
                .fireChannelRead(Unpooled.wrappedBuffer(octets, 0, count))
                .fireChannelReadComplete();
        return true;
    }

    @Override
    public void close() {
        decrypted.release();
        decrypted = Unpooled.EMPTY_BUFFER;
        engine.close();
        engine.releaseInbound();
        engine.releaseOutbound();
    }
}
