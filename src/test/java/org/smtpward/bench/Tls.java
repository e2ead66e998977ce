package org.smtpward.bench;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** The TLS of both ends of the benchmark: 1.3 with X25519, by OpenSSL's engine where there is one, as smtpward has it. */
public final class Tls {
    private Tls() {}

    /** For a server with this certificate. */
    public static SslContext server(Path chain, Path key) throws SSLException {
        return built(SslContextBuilder.forServer(chain.toFile(), key.toFile()));
    }

    /** For a client that trusts whom {@code trust} does. */
    public static SslContext client(TrustManager trust) throws SSLException {
        return built(SslContextBuilder.forClient().trustManager(trust).endpointIdentificationAlgorithm(null));
    }

    private static SslContext built(SslContextBuilder builder) throws SSLException {
        builder.protocols("TLSv1.3");
        if (OpenSsl.isAvailable()) {
            builder.sslProvider(SslProvider.OPENSSL).option(OpenSslContextOption.GROUPS, new String[] {"X25519"});
        }
        return builder.build();
    }
}
