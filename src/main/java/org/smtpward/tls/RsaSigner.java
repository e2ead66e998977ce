package org.smtpward.tls;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslPrivateKeyMethod;
import io.netty.handler.ssl.OpenSslX509KeyManagerFactory;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * What a server does with its RSA key, done by AWS-LC in place of BoringSSL: it has code for processors with AVX-512 IFMA, and
 * signs there in a quarter of the time, which is most of what a full handshake costs. Immutable; used by all event loops.
 */
final class RsaSigner implements OpenSslPrivateKeyMethod {
    /** By their numbers in TLS (RFC 8446 §4.2.3). */
    private static final Map<Integer, Scheme> SCHEMES = Map.of(
            0x0201, new Scheme("SHA1withRSA", null),
            0x0401, new Scheme("SHA256withRSA", null),
            0x0501, new Scheme("SHA384withRSA", null),
            0x0601, new Scheme("SHA512withRSA", null),
            0x0804, Scheme.pss("SHA-256", 32),
            0x0805, Scheme.pss("SHA-384", 48),
            0x0806, Scheme.pss("SHA-512", 64));

    private final Provider library;
    private final PrivateKey key;

    private RsaSigner(Provider library, PrivateKey key) {
        this.library = library;
        this.key = key;
    }

    /** For {@code key} if it is of RSA and the library takes it, on a machine that the library has been made for. */
    static Optional<RsaSigner> of(PrivateKey key) {
        if (!key.getAlgorithm().equals("RSA") || TlsEngine.provider() == SslProvider.JDK) {
            return Optional.empty();
        }
        // Loaded by the first RSA key, and never without one.
        AmazonCorrettoCryptoProvider library = AmazonCorrettoCryptoProvider.INSTANCE;
        if (library.getLoadingError() != null) {
            return Optional.empty();
        }
        try {
            PrivateKey own =
                    KeyFactory.getInstance("RSA", library).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
            return Optional.of(new RsaSigner(library, own));
        } catch (GeneralSecurityException e) {
            // BoringSSL may take it, and says what is wrong with it otherwise.
            return Optional.empty();
        }
    }

    /** What serves TLS with this key. */
    SslContextBuilder serve(List<X509Certificate> chain) throws IOException, GeneralSecurityException {
        return SslContextBuilder.forServer(
                        OpenSslX509KeyManagerFactory.newKeyless(chain.toArray(X509Certificate[]::new)))
                .option(OpenSslContextOption.PRIVATE_KEY_METHOD, this);
    }

    /** Signs {@code input}, not its digest (RFC 8446 §4.4.3, RFC 5246 §7.4.3). */
    @Override
    public byte[] sign(SSLEngine engine, int scheme, byte[] input) throws GeneralSecurityException {
        Scheme wanted = SCHEMES.get(scheme);
        if (wanted == null) {
            throw new SignatureException("no signature of RSA: " + scheme);
        }
        Signature signature = Signature.getInstance(wanted.algorithm, library);
        if (wanted.parameters != null) {
            signature.setParameter(wanted.parameters);
        }
        signature.initSign(key);
        signature.update(input);
        return signature.sign();
    }

    /** Without a look at the padding, which is BoringSSL's: how long it takes must not tell anything about it. */
    @Override
    public byte[] decrypt(SSLEngine engine, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding", library);
        cipher.init(Cipher.DECRYPT_MODE, key);
        return cipher.doFinal(input);
    }

    /** As the library knows it; the salt is as long as the digest (RFC 8446 §4.2.3). */
    private record Scheme(String algorithm, @Nullable PSSParameterSpec parameters) {
        static Scheme pss(String digest, int octets) {
            return new Scheme(
                    "RSASSA-PSS",
                    new PSSParameterSpec(
                            digest, "MGF1", new MGF1ParameterSpec(digest), octets, PSSParameterSpec.TRAILER_FIELD_BC));
        }
    }
}
