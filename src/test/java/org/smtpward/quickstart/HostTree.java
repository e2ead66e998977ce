package org.smtpward.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The root directory of a made-up mail host, as files in a directory of a test. */
public final class HostTree {
    private static final String PEM = "-----BEGIN %s-----\nMIIB\n-----END %s-----\n";

    private final Path root;
    private int inode = 1000;

    public HostTree(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    /** SLE 15, its sendmail.cf from linux.mc by hand, port 25 on both families, blacklist and milter. */
    public static HostTree suse(Path root) {
        return new HostTree(root)
                .file(
                        "/etc/os-release",
                        "ID=\"sles\"\nID_LIKE=\"suse\"\nPRETTY_NAME=\"SUSE Linux Enterprise Server 15 SP6\"\n")
                .file("/etc/sysconfig/mail", "## Type: yesno\nMAIL_CREATE_CONFIG=\"no\"\n")
                .file("/etc/sysconfig/sendmail", "USE_ACCESS_DB=\"yes\"\n")
                .file("/usr/lib/sendmail.d/update", "")
                .resource("/etc/sendmail.cf", "suse.cf")
                .resource("/etc/mail/linux.mc", "suse.mc")
                .resource("/etc/mail/submit.cf", "submit.cf")
                .file("/etc/mail/access", "# SUSE's own\nlocalhost\tRELAY\n127\tRELAY\n")
                .pem("/etc/mail/certs/mail.pem", "CERTIFICATE")
                .pem("/etc/mail/certs/mail.key", "PRIVATE KEY")
                .linux("6.4.0-150600.21-default")
                .listening("sendmail", "00000000:0019", "00000000:024B")
                .listening6("sendmail", "00000000000000000000000000000000:0019");
    }

    /** RHEL 8: three ports, no certificate, SevenBitInput. */
    public static HostTree redHat(Path root) {
        return new HostTree(root)
                .file("/etc/os-release", "ID=\"rhel\"\nPRETTY_NAME=\"Red Hat Enterprise Linux 8.10\"\n")
                .resource("/etc/mail/sendmail.cf", "redhat.cf")
                .resource("/etc/mail/sendmail.mc", "redhat.mc")
                .resource("/etc/mail/submit.cf", "submit.cf")
                .file("/etc/mail/access", "Connect:localhost RELAY\nConnect:127.0.0.1 RELAY\n")
                .linux("4.18.0-553.el8.x86_64")
                .listening("sendmail", "00000000:0019", "00000000:024B", "00000000:01D1");
    }

    /** Debian as it is installed: the loopback interface alone. */
    public static HostTree debian(Path root) {
        return new HostTree(root)
                .file("/etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n")
                .resource("/etc/mail/sendmail.cf", "debian.cf")
                .resource("/etc/mail/sendmail.mc", "debian.mc")
                .resource("/etc/mail/submit.cf", "submit.cf")
                .file("/etc/mail/access", "Connect:127\tRELAY\nGreetPause:127\t0\n")
                .linux("6.1.0-25-amd64")
                .listening("sendmail-mta", "0100007F:0019", "0100007F:024B");
    }

    HostTree linux(String kernel) {
        return file("/proc/sys/kernel/osrelease", kernel + "\n")
                .file("/usr/sbin/sendmail", "")
                .file("/usr/bin/systemctl", "")
                .file("/run/systemd/system/.keep", "")
                .file("/usr/sbin/ip", "")
                .file("/usr/sbin/nft", "");
    }

    HostTree resource(String path, String name) {
        try (InputStream input = HostTree.class.getResourceAsStream("/quickstart/" + name)) {
            return file(path, new String(input.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HostTree pem(String path, String what) {
        return file(path, PEM.formatted(what, what));
    }

    public HostTree file(String path, String text) {
        try {
            Path file = at(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HostTree append(String path, String text) throws IOException {
        return file(path, Files.readString(at(path)) + text);
    }

    HostTree without(String path) throws IOException {
        Files.delete(at(path));
        return this;
    }

    HostTree link(String path, String target) throws IOException {
        Files.createDirectories(at(path).getParent());
        Files.createSymbolicLink(at(path), Path.of(target));
        return this;
    }

    /** Sockets as /proc/net/tcp has them. */
    HostTree listening(String program, String... addresses) {
        return sockets("/proc/net/tcp", program, addresses);
    }

    HostTree listening6(String program, String... addresses) {
        return sockets("/proc/net/tcp6", program, addresses);
    }

    private HostTree sockets(String path, String program, String... addresses) {
        try {
            var lines = new StringBuilder(
                    Files.exists(at(path)) ? Files.readString(at(path)) : "  sl  local_address rem_address   st ...\n");
            for (String address : addresses) {
                inode++;
                lines.append("   0: %s 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 %d 1 0\n"
                        .formatted(address, inode));
                if (!program.isEmpty()) {
                    file("/proc/" + inode + "/comm", program + "\n");
                    link("/proc/" + inode + "/fd/4", "socket:[" + inode + "]");
                }
            }
            return file(path, lines.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }
}
