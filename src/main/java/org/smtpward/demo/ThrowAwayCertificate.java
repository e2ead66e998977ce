package org.smtpward.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A self-signed certificate (EC P-256, 30 days, for mail.example.test and localhost) with its key.
 *
 * @param chain the certificate, a PEM file
 * @param key the private key, a PEM file
 * @param certificate what is in {@code chain}
 * @param privateKey what is in {@code key}
 */
public record ThrowAwayCertificate(Path chain, Path key, X509Certificate certificate, PrivateKey privateKey) {
    private static final Duration LIFETIME = Duration.ofDays(30);

    /** Clocks differ. */
    private static final Duration SLACK = Duration.ofHours(1);

    private static final FileAttribute<?> OWNER = permissions("rw-------");
    private static final FileAttribute<?> EVERYBODY = permissions("rw-r--r--");

    private static final X500Name NAME = new X500Name("CN=mail.example.test");
    private static final GeneralNames HOSTS = new GeneralNames(new GeneralName[] {
        new GeneralName(GeneralName.dNSName, "mail.example.test"), new GeneralName(GeneralName.dNSName, "localhost")
    });

    /** Makes one and writes {@code demo.crt} and {@code demo.key} into {@code directory}, which should be private. */
    public static ThrowAwayCertificate create(Path directory) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X509Certificate certificate = sign(pair);
            return new ThrowAwayCertificate(
                    write(directory.resolve("demo.crt"), EVERYBODY, "CERTIFICATE", certificate.getEncoded()),
                    write(
                            directory.resolve("demo.key"),
                            OWNER,
                            "PRIVATE KEY",
                            pair.getPrivate().getEncoded()),
                    certificate,
                    pair.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("no certificate can be made", e);
        }
    }

    private static FileAttribute<?> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    private static X509Certificate sign(KeyPair pair)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                        NAME,
                        new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
                        Date.from(now.minus(SLACK)),
                        Date.from(now.plus(LIFETIME)),
                        NAME,
                        pair.getPublic())
                .addExtension(Extension.subjectAlternativeName, false, HOSTS)
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    /** The key never lies there for everybody, not even for a moment. */
    private static Path write(Path file, FileAttribute<?> permissions, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String pem = "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
        Files.deleteIfExists(file);
        return Files.writeString(Files.createFile(file, permissions), pem, StandardCharsets.US_ASCII);
    }

    /** What a server makes handshakes with. It has no opinion on ALPN, as sendmail has none. */
    SSLContext serverContext() throws GeneralSecurityException, IOException {
        char[] noPassword = {};
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, noPassword);
        store.setKeyEntry("demo", privateKey, noPassword, new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, noPassword);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
