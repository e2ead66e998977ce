package org.smtpward.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.smtpward.lab.Authority;

/**
 * A throw-away certificate for mail.example.test and its key, as PEM files.
 *
 * @param chain the certificate
 * @param key its key
 */
public record Identity(Path chain, Path key) {
    private static final String NAME = "mail.example.test";

    /** What the key is. */
    public enum Kind {
        /** ECDSA with P-256. */
        ECDSA,
        /** RSA with 2048 bits. */
        RSA
    }

    /** Makes one, in a directory that should be private. */
    public static Identity create(Path directory, Kind kind) throws IOException {
        Authority.Wish wish =
                switch (kind) {
                    case ECDSA -> Authority.Wish.ec(NAME);
                    case RSA -> Authority.Wish.rsa(2048, NAME);
                };
        Authority.Pair pair = Authority.root("CN=Benchmark CA")
                .issue("CN=" + NAME, wish)
                .write(Files.createDirectories(directory), kind.name());
        return new Identity(pair.chain(), pair.key());
    }
}
