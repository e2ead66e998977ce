package org.smtpward.lab;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority, a root or below another, which issues whatever a test asks for. */
public final class Authority {
    private static final Duration SLACK = Duration.ofHours(1);

    private final KeyPair keys;
    private final List<X509Certificate> chain;

    private Authority(KeyPair keys, List<X509Certificate> chain) {
        this.keys = keys;
        this.chain = chain;
    }

    /** What a certificate is to be. */
    public record Wish(KeyPair keys, Duration lifetime, String digest, List<String> names) {
        public static Wish ec(String... names) {
            return new Wish(pair("EC", 256), Duration.ofDays(60), "SHA256", List.of(names));
        }

        public static Wish rsa(int bits, String... names) {
            return new Wish(pair("RSA", bits), Duration.ofDays(60), "SHA256", List.of(names));
        }

        public Wish lasting(Duration time) {
            return new Wish(keys, time, digest, names);
        }

        public Wish signedWith(String otherDigest) {
            return new Wish(keys, lifetime, otherDigest, names);
        }
    }

    /** A key and its certificate, then those of the authorities up to the root. */
    public record Issued(KeyPair keys, List<X509Certificate> chain) {
        public X509Certificate leaf() {
            return chain.get(0);
        }

        /** The chain as servers have it, without the root, in {@code name.crt}, and the key in {@code name.key}. */
        public Pair write(Path directory, String name) throws IOException {
            return new Pair(
                    writeChain(directory.resolve(name + ".crt"), chain.subList(0, chain.size() - 1)),
                    writeKey(directory.resolve(name + ".key")));
        }

        private Path writeKey(Path file) throws IOException {
            Files.writeString(file, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    /** Where a certificate is. */
    public record Pair(Path chain, Path key) {
        /** As an element of {@code tls.certificates}. */
        public String hocon() {
            return "{ chain = \"%s\", key = \"%s\" }".formatted(chain, key);
        }
    }

    public static Authority root(String name) {
        Wish wish = Wish.ec().lasting(Duration.ofDays(3650));
        X509Certificate certificate = sign(name, wish, name, true, wish.keys());
        return new Authority(wish.keys(), List.of(certificate));
    }

    /** Somebody who is none, and signs all the same. */
    public static Authority of(Issued nobody) {
        return new Authority(nobody.keys(), nobody.chain());
    }

    /** Another authority, which this one vouches for. */
    public Authority below(String name, Duration lifetime) {
        Wish wish = Wish.ec().lasting(lifetime);
        return new Authority(wish.keys(), with(sign(name, wish, subject(), true, keys)));
    }

    public Issued issue(String name, Wish wish) {
        return new Issued(wish.keys(), with(sign(name, wish, subject(), false, keys)));
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    public Path write(Path file) throws IOException {
        return writeChain(file, List.of(certificate()));
    }

    public static Path writeChain(Path file, List<X509Certificate> chain) throws IOException {
        return Files.writeString(
                file, String.join("", chain.stream().map(Authority::pem).toList()));
    }

    private List<X509Certificate> with(X509Certificate first) {
        var longer = new ArrayList<X509Certificate>();
        longer.add(first);
        longer.addAll(chain);
        return List.copyOf(longer);
    }

    private String subject() {
        return certificate().getSubjectX500Principal().getName();
    }

    private static X509Certificate sign(String name, Wish wish, String issuer, boolean authority, KeyPair signer) {
        Instant now = Instant.now();
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
                    Date.from(now.minus(SLACK)),
                    Date.from(now.plus(wish.lifetime())),
                    new X500Name(name),
                    wish.keys().getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!wish.names().isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, names(wish.names()));
            }
            var contentSigner = new JcaContentSignerBuilder(wish.digest() + "withECDSA").build(signer.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(contentSigner));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralNames names(List<String> names) {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
