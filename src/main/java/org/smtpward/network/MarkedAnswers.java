package org.smtpward.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What keeps marked packets from coming in. With {@code src_valid_mark} the kernel looks up their sender with the mark, finds it in
 * our table, which makes every address its own, and drops them (fib_validate_source of Linux); {@code rp_filter} alone does no
 * harm. IPv6 has no such check.
 */
final class MarkedAnswers {
    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4/conf");
    private static final String ALL = "all";

    private MarkedAnswers() {}

    /** The commands that remove the obstacles. */
    static List<ShellCommand> obstacles(Needs needs) {
        return obstacles(needs, SETTINGS);
    }

    static List<ShellCommand> obstacles(Needs needs, Path settings) {
        if (!marksIpv4(needs)) {
            return List.of();
        }
        List<String> on = interfaces(settings).stream()
                .filter(name -> isOn(settings.resolve(name).resolve("src_valid_mark")))
                .toList();
        return on.stream()
                .map(name -> ShellCommand.of("sysctl -w net/ipv4/conf/%s/src_valid_mark=0".formatted(name)))
                .toList();
    }

    private static boolean marksIpv4(Needs needs) {
        return needs.answers().stream()
                        .anyMatch(one -> one.where() == Needs.Where.ELSEWHERE && one.family() == Family.IPV4)
                || needs.turns().stream().anyMatch(turn -> !turn.isOurs() && turn.family() == Family.IPV4);
    }

    /** What holds for interfaces that are yet to come holds for none that is there. */
    private static List<String> interfaces(Path settings) {
        try (Stream<Path> all = Files.list(settings)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals("default") && !name.equals("lo"))
                    .sorted((one, other) -> one.equals(ALL) ? -1 : other.equals(ALL) ? 1 : one.compareTo(other))
                    .toList();
        } catch (IOException noSuchKernel) {
            return List.of();
        }
    }

    private static boolean isOn(Path setting) {
        try {
            return Files.exists(setting) && !Files.readString(setting).strip().equals("0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
