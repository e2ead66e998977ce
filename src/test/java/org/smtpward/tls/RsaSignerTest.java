package org.smtpward.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another library, the JDK's, takes what it makes; ClientTlsIT has a real client do so. */
class RsaSignerTest {
    private static final byte[] INPUT = "what both have said".getBytes(StandardCharsets.US_ASCII);

    private static KeyPair pair;

    @BeforeAll
    static void makeKey() throws Exception {
        pair = generate("RSA", 2048);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0201, SHA1withRSA,",
        "0x0401, SHA256withRSA,",
        "0x0501, SHA384withRSA,",
        "0x0601, SHA512withRSA,",
        "0x0804, RSASSA-PSS, SHA-256",
        "0x0805, RSASSA-PSS, SHA-384",
        "0x0806, RSASSA-PSS, SHA-512"
    })
    void signsAsTheSchemeSays(int scheme, String algorithm, @Nullable String digest) throws Exception {
        byte[] signed = signer().sign(null, scheme, INPUT);
        Signature verifier = Signature.getInstance(algorithm);
        if (digest != null) {
            int salt = Integer.parseInt(digest.substring(4)) / Byte.SIZE;
            verifier.setParameter(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), salt, 1));
        }
        verifier.initVerify(pair.getPublic());
        verifier.update(INPUT);
        assertThat(verifier.verify(signed)).isTrue();
    }

    @Test
    void otherSchemesAreRefused() {
        assertThatThrownBy(() -> signer().sign(null, 0x0403, INPUT))
                .isInstanceOf(SignatureException.class)
                .hasMessageContaining("1027");
    }

    /** RFC 8017 §5.1: the padding stays. */
    @Test
    void decryptsTheNumberAlone() throws Exception {
        var key = (RSAPublicKey) pair.getPublic();
        byte[] block = new byte[256];
        Arrays.fill(block, 1, 200, (byte) 0x5a);
        byte[] sent = new BigInteger(1, block)
                .modPow(key.getPublicExponent(), key.getModulus())
                .toByteArray();
        byte[] padded = new byte[256];
        int length = Math.min(sent.length, 256);
        System.arraycopy(sent, sent.length - length, padded, 256 - length, length);
        assertThat(signer().decrypt(null, padded)).isEqualTo(block);
    }

    @Test
    void otherKeysStayWithBoringSsl() throws Exception {
        for (KeyPair other : List.of(generate("EC", 256), generate("Ed25519", 255))) {
            assertThat(RsaSigner.of(other.getPrivate())).isEmpty();
        }
    }

    private static RsaSigner signer() throws Exception {
        assumeTrue(
                System.getProperty("os.arch").equals("amd64")
                        && System.getProperty("os.name").equals("Linux"),
                "AWS-LC comes for Linux on x86_64; BoringSSL does RSA here");
        return RsaSigner.of(pair.getPrivate()).orElseThrow();
    }

    private static KeyPair generate(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
