package org.smtpward.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A configuration that can be read again, and knows whether that would give something else: a file, what it includes, and
 * the certificates and keys that it names, authorities' too. Not thread safe.
 *
 * <p>Files are compared by what is in them. Size and time miss a change that comes within one tick of the file system's
 * clock, and see one in a file that was only touched; where a name leads, as in the volumes of Kubernetes, whose links are
 * moved to a new directory, does not matter. They are few and small.
 */
public final class ConfigurationSource {
    /** Stands for what is not there, and for pipes: what has been read from one is gone. */
    private static final String NO_FILE = "";

    private final Path file;
    private final ConfigurationLoader loader;
    /** By file, a hash of what it held when it was read last: a key should not lie about in memory. */
    private Map<Path, String> known = Map.of();

    private Map<Path, String> seen = Map.of();

    private List<EffectiveValue> values = List.of();

    public ConfigurationSource(Path file, ConfigurationLoader loader) {
        this.file = file;
        this.loader = loader;
    }

    /** Reads all files, but for certificates and keys, which are only noted. */
    public Configuration read() throws ConfigurationException {
        Map<Path, String> files = new HashMap<>();
        // Before it is read, so that what is written meanwhile is seen later.
        Consumer<Path> note = path -> files.computeIfAbsent(path, ConfigurationSource::hash);
        try {
            EffectiveConfiguration effective = loader.load(file, note);
            Configuration configuration = effective.configuration();
            values = effective.values();
            for (CertificateFiles certificate : configuration.tls().certificates()) {
                note.accept(certificate.chain());
                note.accept(certificate.key());
            }
            configuration.admin().tls().ifPresent(certificate -> {
                note.accept(certificate.chain());
                note.accept(certificate.key());
            });
            configuration.tls().clientCertificates().ca().ifPresent(note);
            configuration.backend().tlsOptions().ca().ifPresent(note);
            return configuration;
        } catch (ConfigurationException e) {
            // A file that is missed now was known before, and may come back.
            known.keySet().forEach(note);
            throw e;
        } finally {
            known = Map.copyOf(files);
        }
    }

    /** Every value of what was read last without a problem, with its origin. */
    public List<EffectiveValue> values() {
        return values;
    }

    /**
     * Whether something has changed since {@link #read()}, and not any more since the last call: certificate and key are
     * written one after the other, and only both together are of use.
     */
    public boolean hasChanged() {
        Map<Path, String> now = hashes(known.keySet());
        boolean settled = now.equals(seen);
        seen = now;
        return settled && !now.equals(known);
    }

    private static Map<Path, String> hashes(Set<Path> files) {
        return files.stream().collect(Collectors.toUnmodifiableMap(path -> path, ConfigurationSource::hash));
    }

    private static String hash(Path file) {
        if (!Files.isRegularFile(file)) {
            return NO_FILE;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            return NO_FILE;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
