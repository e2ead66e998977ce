package org.smtpward.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sandbox of the service, which limits access to files whatever their modes say: the properties of smtpward.service with its drop-ins
 * (systemd.exec(5)), as {@code systemctl show} has them.
 */
final class ServiceSandbox {
    private static final String PROPERTIES =
            "LoadState,User,ProtectSystem,ProtectHome,PrivateTmp,ReadWritePaths,LogsDirectory,StateDirectory,CacheDirectory,RuntimeDirectory";

    private final Map<String, String> properties;

    private ServiceSandbox(Map<String, String> properties) {
        this.properties = Map.copyOf(properties);
    }

    /** That of the unit on this machine; empty where there is no systemd or no such unit. */
    static Optional<ServiceSandbox> ofThisMachine() {
        if (!Files.isDirectory(Path.of("/run/systemd/system"))) {
            return Optional.empty();
        }
        return ServiceUser.run(List.of("systemctl", "show", "--property=" + PROPERTIES, "smtpward.service"))
                .flatMap(ServiceSandbox::parse);
    }

    /** @param shown lines KEY=VALUE */
    static Optional<ServiceSandbox> parse(String shown) {
        var properties = new HashMap<String, String>();
        for (String line : shown.lines().toList()) {
            int end = line.indexOf('=');
            if (end > 0) {
                properties.put(line.substring(0, end), line.substring(end + 1).strip());
            }
        }
        return "loaded".equals(properties.get("LoadState"))
                ? Optional.of(new ServiceSandbox(properties))
                : Optional.empty();
    }

    /** As whom the service runs; empty for root. */
    Optional<String> user() {
        return Optional.of(value("User")).filter(user -> !user.isEmpty() && !user.equals("root"));
    }

    /** Why the service does not see {@code file}; empty if it does. */
    Optional<String> hides(Path file) {
        boolean noHome = Stream.of("yes", "tmpfs").anyMatch(value("ProtectHome")::equals);
        if (noHome && isBelow(file, "/home", "/root", "/run/user")) {
            return Optional.of("the service unit hides it (ProtectHome=%s); move it to /etc/smtpward"
                    .formatted(value("ProtectHome")));
        }
        return value("PrivateTmp").equals("yes") && isBelow(file, "/tmp", "/var/tmp")
                ? Optional.of("the service unit hides it (PrivateTmp=yes); move it to /etc/smtpward")
                : Optional.empty();
    }

    /** Why the service cannot write {@code file}; empty if it can. */
    Optional<String> keepsFromWriting(Path file) {
        boolean isOpen = Stream.concat(readWritePaths(), ownDirectories()).anyMatch(file::startsWith);
        String protection = value("ProtectSystem");
        boolean isReadOnly =
                switch (protection) {
                    case "strict" -> !isBelow(file, "/dev", "/proc", "/sys", "/tmp", "/var/tmp");
                    case "full" -> isBelow(file, "/usr", "/boot", "/efi", "/etc");
                    case "yes" -> isBelow(file, "/usr", "/boot", "/efi");
                    default -> false;
                };
        if (isReadOnly && !isOpen) {
            return Optional.of(
                    "the service unit makes it read-only (ProtectSystem=%s); take %s, or systemctl edit smtpward and add ReadWritePaths=%s"
                            .formatted(
                                    protection,
                                    ownDirectories()
                                            .findFirst()
                                            .map(Path::toString)
                                            .orElse("a path in /var/log/smtpward"),
                                    file.getParent()));
        }
        return isOpen ? Optional.empty() : hides(file);
    }

    /** Whether the unit makes {@code directory} before it starts smtpward. */
    boolean makes(Path directory) {
        return ownDirectories().anyMatch(directory::equals);
    }

    private Stream<Path> readWritePaths() {
        return words("ReadWritePaths").map(path -> Path.of(path.replaceFirst("^[-+]{1,2}", "")));
    }

    private Stream<Path> ownDirectories() {
        return Stream.of(
                        words("LogsDirectory").map(Path.of("/var/log")::resolve),
                        words("StateDirectory").map(Path.of("/var/lib")::resolve),
                        words("CacheDirectory").map(Path.of("/var/cache")::resolve),
                        words("RuntimeDirectory").map(Path.of("/run")::resolve))
                .flatMap(paths -> paths);
    }

    private Stream<String> words(String key) {
        return Arrays.stream(value(key).split("\\s+", -1)).filter(word -> !word.isEmpty());
    }

    private String value(String key) {
        return properties.getOrDefault(key, "");
    }

    private static boolean isBelow(Path file, String... directories) {
        return Arrays.stream(directories).anyMatch(file::startsWith);
    }
}
