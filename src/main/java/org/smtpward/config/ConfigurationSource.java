package org.smtpward.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A configuration that can be read again, and knows whether that would give something else: a file, what it includes, and
 * the certificates and keys that it names, authorities' too. Not thread safe.
 *
 * <p>Files are compared by what is in them, by mode and by owner. Size and time miss a change that comes within one tick of the file system's
 * clock, and see one in a file that was only touched; where a name leads, as in the volumes of Kubernetes, whose links are
 * moved to a new directory, does not matter. They are few and small. Files with a password are compared by mode and owner: a
 * reload does not read them.
 */
public final class ConfigurationSource {
    private final Path file;
    private final ConfigurationLoader loader;
    /** By file, its state when it was read last. */
    private Map<WatchedFile, String> known = Map.of();

    private Map<WatchedFile, String> seen = Map.of();

    private List<EffectiveValue> values = List.of();

    public ConfigurationSource(Path file, ConfigurationLoader loader) {
        this.file = file;
        this.loader = loader;
    }

    /** Reads all files, but for certificates and keys, which are only noted. */
    public Configuration read() throws ConfigurationException {
        Map<WatchedFile, String> files = new HashMap<>();
        Consumer<WatchedFile> watch = watched -> files.computeIfAbsent(watched, WatchedFile::state);
        // Before it is read, so that what is written meanwhile is seen later.
        Consumer<Path> note = path -> watch.accept(WatchedFile.whole(path));
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
            Stream.of(
                            configuration.admin().passwordFile(),
                            configuration.shared().redis().passwordFile())
                    .flatMap(Optional::stream)
                    .map(WatchedFile::access)
                    .forEach(watch);
            return configuration;
        } catch (ConfigurationException e) {
            // A file that is missed now was known before, and may come back.
            known.keySet().forEach(watch);
            throw e;
        } finally {
            known = Map.copyOf(files);
        }
    }

    /** Every value of what was read last without a problem, with its origin. */
    public List<EffectiveValue> values() {
        return values;
    }

    /** The files of the last reading: the configuration, what it includes, certificates, keys, authorities and passwords. */
    public Set<Path> files() {
        return known.keySet().stream().map(WatchedFile::path).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether something has changed since {@link #read()}, and not any more since the last call: certificate and key are
     * written one after the other, and only both together are of use.
     */
    public boolean hasChanged() {
        Map<WatchedFile, String> now =
                known.keySet().stream().collect(Collectors.toUnmodifiableMap(watched -> watched, WatchedFile::state));
        boolean settled = now.equals(seen);
        seen = now;
        return settled && !now.equals(known);
    }
}
