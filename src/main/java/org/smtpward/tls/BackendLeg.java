package org.smtpward.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.smtpward.config.BackendCipher;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.BackendTlsOptions;
import org.smtpward.session.BackendTls;

/**
 * TLS on the backend leg: when, and what its handshakes are made with. It may be as old as TLS 1.0, for this leg alone, since
 * the server behind us cannot be changed: nothing here touches the client leg or the JVM. Immutable; shared by all event
 * loops.
 */
public final class BackendLeg {
    /** For the time before the start. */
    public static final BackendLeg CLEAR = new BackendLeg(BackendTls.NEVER, null, Optional.empty());

    private static final Cleaner CLEANER = Cleaner.create();
    private static final String[] VERSIONS = {"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
    private static final List<String> TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private final BackendTls mode;
    private final @Nullable SslContext context;
    private final Optional<String> serverName;

    private BackendLeg(BackendTls mode, @Nullable SslContext context, Optional<String> serverName) {
        this.mode = mode;
        this.context = context;
        this.serverName = serverName;
    }

    /**
     * Reads the file of authorities, if there is one.
     *
     * @throws CertificateException names the key and what is wrong with it
     */
    public static BackendLeg load(BackendOptions options) throws CertificateException {
        SslContext context = context(options.tlsOptions());
        var leg = new BackendLeg(options.tls(), context, options.serverName());
        // As in Certificates: when the last session that began with it is gone.
        CLEANER.register(leg, () -> ReferenceCountUtil.release(context));
        return leg;
    }

    /** When there is TLS. */
    public BackendTls mode() {
        return mode;
    }

    /** Makes one handshake. What was verified before is verified again: nothing is resumed. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        if (context == null) {
            throw new IllegalStateException("no TLS before the start");
        }
        SslHandler handler = serverName.isPresent()
                ? context.newHandler(allocator, serverName.get(), -1)
                : context.newHandler(allocator);
        // Whoever asks watches the time.
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    private static SslContext context(BackendTlsOptions options) throws CertificateException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(TlsEngine.provider())
                .protocols(Arrays.copyOfRange(VERSIONS, options.minVersion().ordinal(), VERSIONS.length))
                .ciphers(ciphers(options))
                .trustManager(BackendTrust.of(options))
                // Netty would check the host name by default, which only a trust manager with authorities vouches for.
                .endpointIdentificationAlgorithm(
                        options.verify() == BackendTlsOptions.Verify.CA ? BackendTrust.NAME_CHECK : null);
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new CertificateException("backend.tls-options: the TLS engine does not take them", e);
        }
    }

    /** All that there are by default, also those that Netty would leave out, such as those of ECDSA before TLS 1.2. */
    private static List<String> ciphers(BackendTlsOptions options) {
        List<BackendCipher> older = options.ciphers().isEmpty() ? List.of(BackendCipher.values()) : options.ciphers();
        var all = new ArrayList<>(TLS_1_3);
        older.forEach(cipher -> all.add(cipher.ianaName()));
        return all;
    }
}
