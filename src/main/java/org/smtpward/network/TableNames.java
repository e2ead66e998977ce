package org.smtpward.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What {@code ip} calls a routing table: its number, or a name that somebody has given it (ip-route(8), rt_tables). */
final class TableNames {
    private static final List<Path> DIRECTORIES = List.of(Path.of("/etc/iproute2"), Path.of("/usr/share/iproute2"));

    private TableNames() {}

    static Set<String> of(int table) {
        var names = new HashSet<String>();
        names.add(Integer.toString(table));
        for (Path directory : DIRECTORIES) {
            collect(table, directory.resolve("rt_tables"), names);
            try (Stream<Path> more = Files.list(directory.resolve("rt_tables.d"))) {
                more.forEach(file -> collect(table, file, names));
            } catch (IOException none) {
                // Most machines have no such directory.
            }
        }
        return names;
    }

    private static void collect(int table, Path file, Set<String> names) {
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length > 1 && words[0].equals(Integer.toString(table)))
                    .forEach(words -> names.add(words[1]));
        } catch (IOException none) {
            // Likewise.
        }
    }
}
