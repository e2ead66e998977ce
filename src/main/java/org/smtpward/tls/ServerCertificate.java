package org.smtpward.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * One of our certificates, and what handshakes with it are made with. BoringSSL has one certificate for each context, so
 * the context is chosen before the handshake begins.
 */
final class ServerCertificate {
    private static final Cleaner CLEANER = Cleaner.create();

    private final X509Certificate leaf;
    private final List<String> names;
    private final KeyKind kind;
    private final SslContext context;

    private ServerCertificate(X509Certificate leaf, KeyKind kind, SslContext context) {
        this.leaf = leaf;
        this.names = CertificateNames.of(leaf);
        this.kind = kind;
        this.context = context;
    }

    /**
     * The context goes when no handshake can begin with it any more: a reload has replaced us, and the last connection
     * that began with us has ended. The garbage collector knows when, where a count of our own would have to be right in
     * every way that a connection can end. Engines keep what they need of a context themselves; reloads are rare, and
     * a context is small. The action must not hold the certificate.
     */
    static ServerCertificate of(X509Certificate leaf, KeyKind kind, SslContext context) {
        var certificate = new ServerCertificate(leaf, kind, context);
        CLEANER.register(certificate, () -> ReferenceCountUtil.release(context));
        return certificate;
    }

    X509Certificate leaf() {
        return leaf;
    }

    SslContext context() {
        return context;
    }

    KeyKind kind() {
        return kind;
    }

    boolean covers(String serverName) {
        return CertificateNames.cover(names, serverName);
    }

    /** Whether it can stand for {@code other}: has all its names, of which there are some. */
    boolean standsFor(ServerCertificate other) {
        return this == other || !other.names.isEmpty() && names.containsAll(other.names);
    }
}
