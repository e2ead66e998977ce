package org.smtpward.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.smtpward.config.CertificateFiles;

/**
 * Shows that a key is that of its certificate, by a handshake with ourselves, in memory: the OpenSSL engine takes any two,
 * and every client would find out instead of us.
 */
public final class KeyProof {
    private KeyProof() {}

    /**
     * For who serves TLS with an engine of its own.
     *
     * @param setting that names the files
     * @throws CertificateException if no handshake would ever succeed with them, or others can read the key
     */
    public static void require(String setting, CertificateFiles files) throws CertificateException {
        KeyFile.requireFit(setting, files.key());
        try {
            SslContext context =
                    PlainKey.serve(files).sslProvider(TlsEngine.provider()).build();
            ReferenceCountUtil.release(proven(context));
        } catch (IOException | IllegalArgumentException e) {
            throw new CertificateException(
                    "%s: the key %s does not work with the chain %s".formatted(setting, files.key(), files.chain()), e);
        }
    }

    /** {@code server}, with which handshakes succeed; else it is released. */
    static SslContext proven(SslContext server) throws SSLException {
        if (!holdsFor(server)) {
            ReferenceCountUtil.release(server);
            throw new SSLException("no handshake can be made with it");
        }
        return server;
    }

    /** The JDK's engine, slower to start, is a client for more kinds of keys. */
    private static boolean holdsFor(SslContext server) throws SSLException {
        return isAccepted(server, TlsEngine.provider()) || isAccepted(server, SslProvider.JDK);
    }

    private static boolean isAccepted(SslContext server, SslProvider provider) throws SSLException {
        SslContext client = SslContextBuilder.forClient()
                .sslProvider(provider)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .build();
        SslHandler here = server.newHandler(ByteBufAllocator.DEFAULT);
        SslHandler there = client.newHandler(ByteBufAllocator.DEFAULT);
        var serverSide = new EmbeddedChannel(here);
        var clientSide = new EmbeddedChannel(there);
        while (pass(clientSide, serverSide) || pass(serverSide, clientSide)) {
            // Until nobody has anything more to say.
        }
        boolean accepted =
                here.handshakeFuture().isSuccess() && there.handshakeFuture().isSuccess();
        end(clientSide);
        end(serverSide);
        ReferenceCountUtil.release(client);
        return accepted;
    }

    /** Carries one buffer over, if there is one. What the handler throws ends the handshake and is of no other interest. */
    private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
        Object octets = from.readOutbound();
        if (octets == null) {
            return false;
        }
        to.pipeline().fireChannelRead(octets).fireChannelReadComplete();
        return true;
    }

    private static void end(EmbeddedChannel side) {
        side.close();
        side.releaseOutbound();
        side.releaseInbound();
    }
}
