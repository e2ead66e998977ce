package org.smtpward.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where measurements are made: this source tree, this machine, a directory for what is only needed meanwhile. */
public final class Setting {
    private Setting() {}

    /** The program as this tree has it. */
    static Path jar() {
        return Path.of(System.getProperty("smtpward.bench.root", "."), "target", "smtpward.jar")
                .toAbsolutePath();
    }

    /** Under which the figures were measured. */
    static String conditions() throws IOException {
        String processor;
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            processor = lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
        return "%d cores (%s), Linux %s, Java %s, TLS 1.3 with X25519; load, contender and sink share the cores"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor,
                        System.getProperty("os.version"),
                        System.getProperty("java.version"));
    }

    /** A new directory that others may enter, since workers of some servers are somebody else. */
    static Path directory() throws IOException {
        Path directory = Files.createTempDirectory("smtpward-bench");
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Deletes it with all that is in it. */
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
