package org.smtpward.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smtpward.sendmail.Printable;

/**
 * A socket that listens, as the kernel has it.
 *
 * @param port of TCP
 * @param ipv6 whether it stands in /proc/net/tcp6
 * @param address of the machine, without brackets; 0.0.0.0 or :: is every one
 * @param program that has it open; empty: not known, which takes root
 */
record ListeningSocket(int port, boolean ipv6, String address, String program) {
    private static final String LISTEN = "0A";

    boolean isEveryAddress() {
        return address.equals("0.0.0.0") || address.equals("::");
    }

    boolean isLoopback() {
        return address.startsWith("127.") || address.equals("::1");
    }

    /** Those at {@code ports}. */
    static List<ListeningSocket> read(HostFiles files, Set<Integer> ports) {
        var found = new ArrayList<ListeningSocket>();
        Map<String, String> programs = new HashMap<>();
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (String line : files.lines(ipv6 ? "/proc/net/tcp6" : "/proc/net/tcp")) {
                String[] fields = line.strip().split(" +", -1);
                if (fields.length > 9 && fields[3].equals(LISTEN) && fields[1].matches("[0-9A-F]+:[0-9A-F]{4}")) {
                    int colon = fields[1].indexOf(':');
                    int port = Integer.parseInt(fields[1].substring(colon + 1), 16);
                    if (ports.contains(port)) {
                        if (programs.isEmpty()) {
                            programs.putAll(programs(files));
                        }
                        found.add(new ListeningSocket(
                                port,
                                ipv6,
                                address(fields[1].substring(0, colon)),
                                programs.getOrDefault(fields[9], "")));
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /** The kernel prints each 32-bit word in the machine's order, which is little-endian on x86-64. */
    private static String address(String hex) {
        if (hex.length() != 8 && hex.length() != 32) {
            return "?";
        }
        byte[] octets = HexFormat.of().parseHex(hex);
        byte[] address = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            address[i] = octets[(i & ~3) + 3 - (i & 3)];
        }
        try {
            String text = InetAddress.getByAddress(address).getHostAddress();
            return text.equals("0:0:0:0:0:0:0:0") ? "::" : text.equals("0:0:0:0:0:0:0:1") ? "::1" : text;
        } catch (UnknownHostException e) {
            return "?";
        }
    }

    /** The program of each socket, by the inode. Only root sees those of others. */
    private static Map<String, String> programs(HostFiles files) {
        var programs = new HashMap<String, String>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(files.resolve("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                ofProcess(process, programs);
            }
        } catch (IOException e) {
            // No /proc: no program has a name then.
        }
        return programs;
    }

    private static void ofProcess(Path process, Map<String, String> programs) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith("socket:[") && target.endsWith("]")) {
                    programs.put(
                            target.substring("socket:[".length(), target.length() - 1),
                            Printable.of(
                                    Files.readString(process.resolve("comm")).strip()));
                }
            }
        } catch (IOException e) {
            // Ended meanwhile, or another user's.
        }
    }
}
