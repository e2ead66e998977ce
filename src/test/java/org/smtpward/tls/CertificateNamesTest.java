package org.smtpward.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names a certificate is for (RFC 9525 §6). */
class CertificateNamesTest {
    private static final KeyPair KEY = newKey();

    @ParameterizedTest(name = "{0}: {1} for {2}")
    @CsvSource({
        "the name itself,               mail.example,   mail.example,    true",
        "any case,                      Mail.Example,   mAIL.eXAMPLE,    true",
        "another name,                  mail.example,   shop.example,    false",
        "a name below,                  mail.example,   a.mail.example,  false",
        "a star is one label,           *.mail.example, a.mail.example,  true",
        "a star is not two labels,      *.mail.example, a.b.mail.example, false",
        "a star is not no label,        *.mail.example, mail.example,    false",
        "a star is not an empty label,  *.mail.example, .mail.example,   false",
        "a star within a label is none, m*.example,     mail.example,    false",
        "a star on the right is none,   mail.*,         mail.example,    false",
        "a dot is a dot,                mail.example,   mailxexample,    false"
    })
    void aNameIsCovered(String reason, String certificateName, String serverName, boolean covered) throws Exception {
        X509Certificate certificate = certificate("CN=other.example", certificateName);
        assertThat(CertificateNames.cover(certificate, serverName)).isEqualTo(covered);
    }

    @Test
    void allNamesCount() throws Exception {
        X509Certificate certificate = certificate("CN=other.example", "a.example", "B.example", "*.c.example");
        assertThat(CertificateNames.of(certificate)).containsExactly("a.example", "b.example", "*.c.example");
    }

    @Test
    void theCommonNameCountsOnlyWithoutAlternativeNames() throws Exception {
        assertThat(CertificateNames.of(certificate("CN=Mail.example,O=Example")))
                .containsExactly("mail.example");
        assertThat(CertificateNames.of(certificate("CN=mail.example", "a.example")))
                .containsExactly("a.example");
    }

    @Test
    void aCertificateWithoutNamesIsForNobody() throws Exception {
        assertThat(CertificateNames.of(certificate("O=Example"))).isEmpty();
    }

    /** The name of an organisation may contain anything. */
    @Test
    void theCommonNameIsReadFromItsOwnPartOfTheSubject() throws Exception {
        assertThat(CertificateNames.of(certificate("O=\"x, CN=evil.example\",CN=mail.example")))
                .containsExactly("mail.example");
    }

    private static X509Certificate certificate(String subject, String... names) throws Exception {
        var name = new X500Name(subject);
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.EPOCH),
                Date.from(Instant.parse("2100-01-01T00:00:00Z")),
                name,
                KEY.getPublic());
        if (names.length > 0) {
            GeneralName[] alternatives = Arrays.stream(names)
                    .map(dns -> new GeneralName(GeneralName.dNSName, dns))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEY.getPrivate())));
    }

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("EC").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
