package org.smtpward.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the certificates of a PEM file, among whatever else is in it, such as the key: as the TLS engine reads it. */
final class PemCertificates {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    private PemCertificates() {}

    /**
     * All of them, in the file's order.
     *
     * @throws IOException if the file cannot be read
     * @throws GeneralSecurityException if there is none in it, or a broken one
     */
    static List<X509Certificate> read(Path file) throws IOException, GeneralSecurityException {
        var certificates = new ArrayList<X509Certificate>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        var block = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            byte[] pem = block.group().getBytes(StandardCharsets.ISO_8859_1);
            certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(pem)));
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        return certificates;
    }
}
