package org.smtpward.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.CipherSuite;
import org.smtpward.config.TlsOptions;

/**
 * What handshakes with one certificate are made with. Not switched, since BoringSSL has it so: sessions are resumed (a cache
 * of 20,480 for five minutes in TLS 1.2, tickets in TLS 1.3); there is no early data, which could be played again, no
 * renegotiation and no compression. Tests with a real client hold it to that.
 */
final class ServerContext {
    /** All there are. Without them the engine would switch TLS 1.3 off. */
    private static final List<String> TLS_1_3_SUITES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** Of a client's chain. Real ones have 2 to 8 KiB; a longer one ends the handshake. */
    private static final int MAX_CHAIN_OCTETS = 16 * 1024;

    /** Sessions of TLS 1.2 are kept with the client's chain: 32 MiB for each certificate of ours at most. */
    private static final int MAX_SESSIONS_WITH_CHAIN = 2048;

    private ServerContext() {}

    /** @throws CertificateException if no handshake would ever succeed with it */
    static SslContext of(CertificateFiles files, KeyKind kind, TlsOptions options, Optional<ClientVerifier> clients)
            throws CertificateException {
        KeyFile.requireFit("tls.certificates", files.key());
        List<String> tls12 = suites(kind, options);
        try {
            SslContextBuilder builder = PlainKey.serve(files);
            clients.ifPresent(verifier -> askClients(builder, verifier));
            return KeyProof.proven(builder.sslProvider(TlsEngine.provider())
                    .protocols(tls12.isEmpty() ? List.of("TLSv1.3") : List.of("TLSv1.2", "TLSv1.3"))
                    .ciphers(Stream.concat(TLS_1_3_SUITES.stream(), tls12.stream())
                            .toList())
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            // The engine cannot refuse; ClientHelloGate has done so before.
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            options.alpn()))
                    .build());
        } catch (IOException | IllegalArgumentException e) {
            throw new CertificateException(
                    "tls.certificates: the key %s does not work with the chain %s"
                            .formatted(files.key(), files.chain()),
                    e);
        }
    }

    /** The engine's own bounds, 100 KiB and ten times as many sessions, would make gigabytes of what strangers send. */
    private static void askClients(SslContextBuilder builder, ClientVerifier verifier) {
        builder.trustManager(verifier.takingAll())
                .clientAuth(ClientAuth.OPTIONAL)
                .sessionCacheSize(MAX_SESSIONS_WITH_CHAIN);
        if (TlsEngine.provider() != SslProvider.JDK) {
            builder.option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MAX_CHAIN_OCTETS);
        }
    }

    /**
     * Of TLS 1.2, those that fit the key; none: the certificate is for TLS 1.3 alone. Others would never be agreed on, and
     * the engine would look for a key of their kind and for no other.
     */
    private static List<String> suites(KeyKind kind, TlsOptions options) {
        return switch (options.minVersion()) {
            case TLS_1_2 ->
                options.ciphers().stream()
                        .filter(suite -> suite.isForEllipticCurves() == (kind != KeyKind.RSA))
                        .map(CipherSuite::standardName)
                        .toList();
            case TLS_1_3 -> List.of();
        };
    }
}
