package org.smtpward.quickstart;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smtpward.sendmail.Printable;

/**
 * The operating system, as far as it matters for {@code backend.source.mode = transparent}.
 *
 * @param system its name, printable
 * @param kernel its release, printable; empty: not known
 * @param systemd the version of systemd; empty: not known
 * @param hasSystemd whether systemd is there at all
 * @param hasIp whether {@code ip} of iproute2 is there
 * @param packetFilter nft or iptables; empty: neither
 * @param hasIpv6 whether an interface has an IPv6 address
 */
record Machine(
        String system,
        Optional<String> kernel,
        Optional<Integer> systemd,
        boolean hasSystemd,
        boolean hasIp,
        String packetFilter,
        boolean hasIpv6) {
    /** From 229 on it can give a user without privileges port 25 (AmbientCapabilities=). */
    static final int AMBIENT_CAPABILITIES = 229;

    private static final Pattern SYSTEMD = Pattern.compile("^systemd ([0-9]{1,4})");

    static Machine read(HostFiles files, HostPrograms programs) {
        String system = files.lines("/etc/os-release").stream()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line ->
                        Printable.of(line.substring("PRETTY_NAME=".length()).replace("\"", "")))
                .findFirst()
                .orElse("unknown");
        boolean hasSystemd = files.exists("/run/systemd/system")
                || files.firstOf("/usr/lib/systemd/systemd", "/lib/systemd/systemd")
                        .isPresent();
        return new Machine(
                system,
                files.text("/proc/sys/kernel/osrelease").map(text -> Printable.of(text.strip())),
                hasSystemd ? systemd(files, programs) : Optional.empty(),
                hasSystemd,
                has(files, "ip"),
                has(files, "nft") ? "nft" : has(files, "iptables") ? "iptables" : "",
                files.text("/proc/net/if_inet6").filter(text -> !text.isBlank()).isPresent());
    }

    private static Optional<Integer> systemd(HostFiles files, HostPrograms programs) {
        return files.firstOf("/usr/bin/systemctl", "/bin/systemctl")
                .flatMap(path -> programs.output(List.of(path, "--version")))
                .map(SYSTEMD::matcher)
                .filter(Matcher::find)
                .map(matcher -> Integer.parseInt(matcher.group(1)));
    }

    private static boolean has(HostFiles files, String program) {
        return files.firstOf("/usr/sbin/" + program, "/sbin/" + program, "/usr/bin/" + program, "/bin/" + program)
                .isPresent();
    }

    /** Whether the package's unit needs old-systemd.conf. */
    boolean hasOldSystemd() {
        return systemd.filter(version -> version < AMBIENT_CAPABILITIES).isPresent();
    }
}
