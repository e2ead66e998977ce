package org.smtpward.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
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
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A server as it was when the century was young, for handshakes in memory: its authority and keys are as old. */
final class OldServer {
    private final Instant now = Instant.now();

    private final KeyPair authorityKey = rsa1024();
    private final X509Certificate authority;

    OldServer() throws Exception {
        authority = sign("CN=Old CA", authorityKey, "CN=Old CA", now.plus(Duration.ofDays(30)), true);
    }

    /** The authority's certificate, written to {@code file}. */
    Path authority(Path file) throws Exception {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(authority.getEncoded());
        return Files.writeString(
                file,
                "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n",
                StandardCharsets.US_ASCII);
    }

    /** A certificate of the authority. */
    Identity identity(String name, KeyPair key, Instant end) throws Exception {
        return new Identity(key, sign("CN=" + name, key, "CN=Old CA", end, false));
    }

    /** RSA of 1024 bits, for a month. */
    Identity identity(String name) throws Exception {
        return identity(name, rsa1024(), now.plus(Duration.ofDays(30)));
    }

    record Identity(KeyPair key, X509Certificate certificate) {
        /** How a handshake of {@code leg} with this server ends; it speaks only {@code version}, with {@code ciphers}. */
        SslHandler handshake(BackendLeg leg, String version, String... ciphers) throws Exception {
            SslContext server = SslContextBuilder.forServer(key.getPrivate(), certificate)
                    .sslProvider(SslProvider.OPENSSL_REFCNT)
                    .protocols(version)
                    .ciphers(List.of(ciphers))
                    .build();
            SslHandler here = leg.newHandler(ByteBufAllocator.DEFAULT);
            var client = new EmbeddedChannel(here);
            var peer = new EmbeddedChannel(server.newHandler(ByteBufAllocator.DEFAULT));
            while (pass(client, peer) || pass(peer, client)) {
                // Until nobody has anything more to say.
            }
            return here;
        }

        private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
            Object octets = from.readOutbound();
            if (octets != null) {
                to.pipeline().fireChannelRead(octets).fireChannelReadComplete();
            }
            return octets != null;
        }
    }

    static KeyPair rsa1024() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        return generator.generateKeyPair();
    }

    static KeyPair p256() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private X509Certificate sign(String subject, KeyPair key, String issuer, Instant end, boolean isAuthority)
            throws Exception {
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(now.minus(Duration.ofDays(2))),
                Date.from(end),
                new X500Name(subject),
                key.getPublic());
        if (isAuthority) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        } else if (subject.startsWith("CN=san.")) {
            // Others have the common name alone, as it was usual.
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, subject.substring(3))));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA1withRSA").build(authorityKey.getPrivate())));
    }
}
