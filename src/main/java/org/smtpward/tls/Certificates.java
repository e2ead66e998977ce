package org.smtpward.tls;

import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.CipherSuite;
import org.smtpward.config.TlsOptions;

/**
 * The certificates of the client leg. Several are chosen by the name that the client asks for (SNI), and for one name by
 * what the client can do: an elliptic curve if it takes that, which costs half of RSA, otherwise RSA. Immutable; shared by all
 * event loops.
 */
public final class Certificates {
    /** For a configuration without. */
    public static final Certificates NONE = new Certificates(List.of(), List.of(), List.of(), Optional.empty());

    private final List<ServerCertificate> all;
    private final List<String> names;
    private final List<CipherSuite> suites;
    private final Optional<ClientVerifier> clients;

    private Certificates(
            List<ServerCertificate> all,
            List<String> names,
            List<CipherSuite> suites,
            Optional<ClientVerifier> clients) {
        this.all = List.copyOf(all);
        this.names = List.copyOf(names);
        this.suites = List.copyOf(suites);
        this.clients = clients;
    }

    /**
     * Reads all files.
     *
     * @throws CertificateException names the file and what is wrong with it
     */
    public static Certificates load(TlsOptions options) throws CertificateException {
        Optional<ClientVerifier> clients = options.clientCertificates().requested()
                ? Optional.of(
                        ClientVerifier.load(options.clientCertificates().ca().orElseThrow()))
                : Optional.empty();
        var all = new ArrayList<ServerCertificate>();
        for (CertificateFiles files : options.certificates()) {
            X509Certificate leaf = ChainFile.read(files.chain()).get(0);
            KeyKind kind = KeyKind.of(leaf.getPublicKey());
            all.add(ServerCertificate.of(leaf, kind, ServerContext.of(files, kind, options, clients)));
        }
        return new Certificates(all, options.names(), options.ciphers(), clients);
    }

    /** Whether a handshake can be made. */
    public boolean isUsable() {
        return !all.isEmpty();
    }

    /** The leaf certificates, in the order of the configuration. */
    public List<X509Certificate> leaves() {
        return all.stream().map(ServerCertificate::leaf).toList();
    }

    /**
     * Whether {@code serverName} is one of ours: a certificate is valid for it, or it is configured. Where nothing tells
     * which names are ours, as on a listener that passes TLS on, each may be.
     */
    public boolean covers(String serverName) {
        String name = serverName.toLowerCase(Locale.ROOT);
        return all.stream().anyMatch(certificate -> certificate.covers(serverName))
                || names.stream().anyMatch(ours -> CertificateNames.matches(ours, name))
                || all.isEmpty() && names.isEmpty();
    }

    /** Who the client is, if it was asked and has a certificate that is good; escape it before showing it. */
    public Optional<String> verifiedClient(SSLSession session) {
        return clients.flatMap(verifier -> verifier.subject(session));
    }

    /** What to make the handshake with. {@link #isUsable()} must hold. */
    ServerCertificate choose(ClientHello hello) {
        List<ServerCertificate> candidates = candidates(hello.facts().serverName());
        return candidates.stream()
                .filter(certificate -> certificate.kind() != KeyKind.RSA)
                .filter(certificate -> hello.abilities().takes(certificate.kind(), suites))
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(certificate -> certificate.kind() == KeyKind.RSA)
                        .findFirst())
                .orElse(candidates.get(0));
    }

    /** Never empty. Without a name that is ours it is the first certificate, and those that can stand for it. */
    private List<ServerCertificate> candidates(Optional<String> serverName) {
        List<ServerCertificate> named = serverName.stream()
                .flatMap(name -> all.stream().filter(certificate -> certificate.covers(name)))
                .toList();
        return named.isEmpty()
                ? all.stream()
                        .filter(certificate -> certificate.standsFor(all.get(0)))
                        .toList()
                : named;
    }

    /** Whether the OpenSSL engine does the handshakes; otherwise the JDK's does, at several times the cost. */
    public static boolean usesOpenSsl() {
        return TlsEngine.provider() != SslProvider.JDK;
    }
}
