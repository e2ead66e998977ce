package org.smtpward.real;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.smtpward.lab.Sendmail;

/**
 * A certificate as it was made when sendmail 8.13 was young, by OpenSSL: RSA with 1024 bits, signed with SHA-1 by an
 * authority of the same kind, a common name and no other.
 *
 * @param authority the certificate of the authority
 * @param certificate PEM file
 * @param key PEM file
 */
record OldCertificate(Path authority, Path certificate, Path key) {
    /** TLS 1.0 and nothing else, with whatever OpenSSL 1.1.1 can. */
    private static final String OPENSSL_CNF = """
            openssl_conf = default_conf
            [default_conf]
            ssl_conf = ssl_sect
            [ssl_sect]
            system_default = system_default_sect
            [system_default_sect]
            MinProtocol = TLSv1
            MaxProtocol = TLSv1
            CipherString = ALL:@SECLEVEL=0
            """;

    static OldCertificate create(Path directory, String name) throws IOException {
        Path authority = directory.resolve("ca.pem");
        Path authorityKey = directory.resolve("ca.key");
        Path certificate = directory.resolve("old.pem");
        Path key = directory.resolve("old.key");
        Path request = directory.resolve("old.csr");
        openssl(
                "req -x509 -days 30 -newkey rsa:1024 -sha1 -nodes -out %s -keyout %s -subj",
                authority, authorityKey, "/CN=Old CA");
        openssl("req -newkey rsa:1024 -sha1 -nodes -out %s -keyout %s -subj", request, key, "/CN=" + name);
        openssl(
                "x509 -req -sha1 -days 30 -CAcreateserial -in %s -CA %s -CAkey %s -out",
                request, authority, authorityKey, certificate);
        return new OldCertificate(authority, certificate, key);
    }

    /** A sendmail with this certificate that speaks TLS 1.0 and nothing else. */
    Sendmail.Options on(Sendmail.Options options) throws IOException {
        return options.withTls()
                .withFile("etc/ssl/openssl.cnf", OPENSSL_CNF)
                .withFile("etc/mail/tls/cert.pem", Files.readString(certificate, US_ASCII))
                .withFile("etc/mail/tls/key.pem", Files.readString(key, US_ASCII));
    }

    /** As OpenSSL computes it. */
    String pin() throws IOException {
        Path publicKey = certificate.resolveSibling("old.pub");
        Path der = certificate.resolveSibling("old.der");
        Path hash = certificate.resolveSibling("old.hash");
        openssl("x509 -noout -pubkey -in %s -out", certificate, publicKey);
        openssl("pkey -pubin -in %s -outform DER -out", publicKey, der);
        openssl("dgst -sha256 -binary -out %s", hash, der);
        return "sha256/" + Base64.getEncoder().encodeToString(Files.readAllBytes(hash));
    }

    /** What {@code openssl x509 -text} says about it. */
    String text() throws IOException {
        return Tool.run(List.of("openssl", "x509", "-noout", "-text", "-in", certificate.toString()))
                .text();
    }

    /** {@code command} with the first arguments in the places of %s, and the last one behind it. */
    private static void openssl(String command, Object... arguments) throws IOException {
        var words = new ArrayList<String>(List.of("openssl"));
        int next = 0;
        for (String word : command.split(" ", -1)) {
            words.add(word.equals("%s") ? arguments[next++].toString() : word);
        }
        words.add(arguments[next].toString());
        Tool.Output output = Tool.run(words);
        if (output.exitCode() != 0) {
            throw new IOException(words + ": " + output.text());
        }
    }
}
