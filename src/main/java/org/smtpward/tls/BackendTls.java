package org.smtpward.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;

/**
 * TLS on the backend leg. It may be as old as TLS 1.0, for this leg alone, since the server behind us cannot be changed;
 * and its certificate is not verified, as with every opportunistic STARTTLS of a mail server: an attacker who could stand
 * between us and the backend could just as well hide STARTTLS.
 */
public final class BackendTls {
    private BackendTls() {}

    /** What the handshakes with the backend are made with. */
    public static SslContext context() {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(TlsEngine.provider())
                    .protocols("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    // Netty would check the host name, which no trust manager has vouched for.
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("the TLS engine does not start", e);
        }
    }
}
