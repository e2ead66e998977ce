package org.smtpward.bench.contender;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * smtpward, as its launcher starts it, in the clear with the backend as its rivals are.
 *
 * @param name in tables; there may be several
 * @param jar the program
 * @param options more options for Java
 */
public record Smtpward(String name, Path jar, List<String> options) implements Contender {
    /** Its own list. */
    public Smtpward {
        options = List.copyOf(options);
    }

    @Override
    public Optional<String> missing() {
        return Files.isReadable(jar) ? Optional.empty() : Optional.of("no file " + jar);
    }

    @Override
    public List<String> command(Place place) {
        Path config = place.write("smtpward.conf", configuration(place, "off"));
        var command = new ArrayList<>(java());
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString(), "run", "--config", config.toString()));
        return command;
    }

    /** Java as {@code ./smtpward} starts it. */
    public static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dsun.misc.unsafe.memory.access=allow",
                "-XX:+UseSerialGC",
                "-Xms32m",
                "-Xmn16m");
    }

    /** All defaults, but for the limits that a benchmark is meant to exceed. */
    public static String configuration(Place place, String admin) {
        return """
                smtpward {
                  listeners = [ { name = smtp, address = "127.0.0.1:%d", tls = starttls } ]
                  backend { address = "127.0.0.1:%d", tls = never }
                  tls.certificates = [ { chain = "%s", key = "%s" } ]
                  limits { connections = 100000, commands = 100000000, transactions = 10000000 }
                  admin.address = "%s"
                }
                """.formatted(
                        place.port(),
                        place.sink(),
                        place.identity().chain(),
                        place.identity().key(),
                        admin);
    }
}
