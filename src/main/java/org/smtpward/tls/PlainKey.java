package org.smtpward.tls;

import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.smtpward.config.CertificateFiles;

/**
 * Reads keys in the form that nearly all have today, PKCS #8 (RFC 5958), with what the JDK has. Netty's own way takes the other
 * forms, too, by a library whose start takes as long as the rest of ours.
 */
final class PlainKey {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private PlainKey() {}

    /**
     * What serves TLS with these files.
     *
     * @throws IOException if one cannot be read
     * @throws CertificateException if the chain is none
     * @throws IllegalArgumentException if the key is none
     */
    static SslContextBuilder serve(CertificateFiles files) throws IOException, CertificateException {
        List<X509Certificate> chain = ChainFile.read(files.chain());
        Optional<PrivateKey> key = decode(
                Files.readString(files.key(), StandardCharsets.ISO_8859_1),
                chain.getFirst().getPublicKey().getAlgorithm());
        return key.isPresent()
                ? serve(key.get(), chain)
                : SslContextBuilder.forServer(
                        files.chain().toFile(), files.key().toFile());
    }

    private static SslContextBuilder serve(PrivateKey key, List<X509Certificate> chain) throws IOException {
        try {
            Optional<RsaSigner> signer = RsaSigner.of(key);
            return signer.isPresent() ? signer.get().serve(chain) : SslContextBuilder.forServer(key, chain);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The key in {@code pem}, if there is one in that form and for {@code algorithm}. */
    private static Optional<PrivateKey> decode(String pem, String algorithm) {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            return Optional.empty();
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Netty's way says what is wrong with it.
            return Optional.empty();
        }
    }
}
