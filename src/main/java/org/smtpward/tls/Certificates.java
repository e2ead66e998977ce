package org.smtpward.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.TlsOptions;
import org.smtpward.config.TlsVersion;

/**
 * The certificates of the client leg and what a handshake is made with. Several are chosen by the name that the client asks
 * for (SNI); the first serves everybody else. Immutable; shared by all event loops.
 */
public final class Certificates {
    /** For a configuration without. */
    public static final Certificates NONE = new Certificates(List.of(), List.of());

    private static final Cleaner CLEANER = Cleaner.create();

    private final List<Entry> entries;
    private final List<String> names;

    private Certificates(List<Entry> entries, List<String> names) {
        this.entries = List.copyOf(entries);
        this.names = List.copyOf(names);
    }

    /**
     * Reads all files.
     *
     * @throws CertificateException names the file and what is wrong with it
     */
    public static Certificates load(TlsOptions options) throws CertificateException {
        var entries = new ArrayList<Entry>();
        for (CertificateFiles files : options.certificates()) {
            entries.add(Entry.of(leaf(files), context(files, options)));
        }
        return new Certificates(entries, options.names());
    }

    /** Whether a handshake can be made. */
    public boolean isUsable() {
        return !entries.isEmpty();
    }

    /** The leaf certificates, in the order of the configuration. */
    public List<X509Certificate> leaves() {
        return entries.stream().map(Entry::leaf).toList();
    }

    /**
     * Whether {@code serverName} is one of ours: a certificate is valid for it, or it is configured. Where nothing tells
     * which names are ours, as on a listener that passes TLS on, each may be.
     */
    public boolean covers(String serverName) {
        String name = serverName.toLowerCase(Locale.ROOT);
        return entryFor(serverName).isPresent()
                || names.stream().anyMatch(ours -> CertificateNames.matches(ours, name))
                || entries.isEmpty() && names.isEmpty();
    }

    /** What to make the handshake with. {@link #isUsable()} must hold. */
    public SslContext contextFor(Optional<String> serverName) {
        return serverName
                .flatMap(this::entryFor)
                .orElseGet(() -> entries.get(0))
                .context();
    }

    private Optional<Entry> entryFor(String serverName) {
        return entries.stream()
                .filter(entry -> CertificateNames.cover(entry.leaf(), serverName))
                .findFirst();
    }

    private static X509Certificate leaf(CertificateFiles files) throws CertificateException {
        try (InputStream chain = Files.newInputStream(files.chain())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(chain);
        } catch (IOException e) {
            throw new CertificateException("tls.certificates: cannot read the chain " + files.chain(), e);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("tls.certificates: no PEM certificate in " + files.chain(), e);
        }
    }

    private static SslContext context(CertificateFiles files, TlsOptions options) throws CertificateException {
        String[] protocols = options.minVersion() == TlsVersion.TLS_1_3
                ? new String[] {"TLSv1.3"}
                : new String[] {"TLSv1.2", "TLSv1.3"};
        try {
            return proven(SslContextBuilder.forServer(
                            files.chain().toFile(), files.key().toFile())
                    .sslProvider(TlsEngine.provider())
                    .protocols(protocols)
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

    private static SslContext proven(SslContext context) throws SSLException {
        if (!KeyProof.holdsFor(context)) {
            ReferenceCountUtil.release(context);
            throw new SSLException("no handshake can be made with it");
        }
        return context;
    }

    /** Whether the OpenSSL engine does the handshakes; otherwise the JDK's does, at several times the cost. */
    public static boolean usesOpenSsl() {
        return TlsEngine.provider() != SslProvider.JDK;
    }

    private record Entry(X509Certificate leaf, SslContext context) {
        /**
         * The context goes when no handshake can begin with it any more: a reload has replaced us, and the last connection
         * that began with us has ended. The garbage collector knows when, where a count of our own would have to be right in
         * every way that a connection can end. Engines keep what they need of a context themselves; reloads are rare, and
         * a context is small. The action must not hold the entry.
         */
        static Entry of(X509Certificate leaf, SslContext context) {
            var entry = new Entry(leaf, context);
            CLEANER.register(entry, () -> ReferenceCountUtil.release(context));
            return entry;
        }
    }
}
