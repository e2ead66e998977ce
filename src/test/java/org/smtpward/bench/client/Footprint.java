package org.smtpward.bench.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What one process holds, as {@code /proc} tells it (proc(5)).
 *
 * @param resident memory, in octets
 * @param descriptors open files
 * @param threads of it
 */
public record Footprint(long resident, long descriptors, long threads) {
    /** That process, now. */
    public static Footprint of(long pid) throws IOException {
        long resident = 0;
        long threads = 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = number(line) * 1024;
            } else if (line.startsWith("Threads:")) {
                threads = number(line);
            }
        }
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return new Footprint(resident, open.count(), threads);
        }
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
}
