package org.smtpward.config;

import java.nio.file.Path;

/**
 * A certificate and its key, as PEM files, which are opened only when TLS is set up.
 *
 * @param chain the certificate, then those of the authorities between it and the root
 */
public record CertificateFiles(Path chain, Path key) {
    static Answer<CertificateFiles> read(Section certificate) {
        var chain = certificate.ask("chain").text("the path of a PEM file", CertificateFiles::path);
        var key = certificate.ask("key").text("the path of a PEM file", CertificateFiles::path);
        return certificate.assemble(() -> new CertificateFiles(chain.get(), key.get()));
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty path");
        }
        return Path.of(text);
    }
}
