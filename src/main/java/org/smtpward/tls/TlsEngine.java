package org.smtpward.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** Which implementation of TLS is at hand. */
final class TlsEngine {
    private TlsEngine() {}

    /** Reference counted, since the other OpenSSL provider leaves its native memory to finalizers. */
    static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }
}
