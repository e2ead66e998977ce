package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.smtpward.lab.LiveHost;
import org.smtpward.lab.NetworkHost;

/**
 * A live machine with the packages of {@link Release} in its root's home: smtpward on port 25 in front of the machine's sendmail on
 * 127.0.0.1:2525. The Debian package is installed, and the service runs.
 */
final class PackagedHost implements AutoCloseable {
    static final String CONFIG = "/etc/smtpward/smtpward.conf";

    /** Listens on port 25 with the certificate below; the admin page is off. */
    static final String SOUND = """
            smtpward {
              listeners = [ { name = smtp, address = "[::]:25", tls = starttls, proxy-protocol = off } ]
              backend { address = "127.0.0.1:2525", tls = never }
              backend.source { mode = fixed, address = "127.25.25.25" }
              tls.certificates = [ { chain = "/etc/smtpward/tls.crt", key = "/etc/smtpward/tls.key" } ]
              admin.address = off
            }
            """;

    /** What a careless edit leaves. */
    static final String BROKEN = SOUND + "smtpward.no-such-key = 1\n";

    private final LiveHost host;

    private PackagedHost(LiveHost host) {
        this.host = host;
    }

    static PackagedHost install() {
        var packaged = new PackagedHost(LiveHost.boot());
        try {
            packaged.moveSendmail();
            packaged.host.copy(Release.made().only(".deb"), "/root/smtpward.deb");
            packaged.host.run("dpkg", "--install", "/root/smtpward.deb");
            packaged.host.run(
                    "sh",
                    "-ec",
                    "cp /etc/mail/certs/cert.pem /etc/smtpward/tls.crt; install -m 640 -g smtpward /etc/mail/certs/key.pem /etc/smtpward/tls.key");
            packaged.configure(SOUND);
            // The tests start many.
            packaged.host.write("/etc/smtpward/environment", "JAVA_OPTS=-XX:TieredStopAtLevel=1\n");
            packaged.host.run("systemctl", "start", "smtpward");
            return packaged;
        } catch (AssertionError | RuntimeException e) {
            packaged.close();
            throw e;
        }
    }

    LiveHost machine() {
        return host;
    }

    /** Replaces the configuration; owner and mode stay. */
    void configure(String text) {
        host.write(CONFIG, text);
    }

    /** A property of the service, as systemctl shows it. */
    String shown(String property) {
        return host.run("systemctl", "show", "--value", "-p", property, "smtpward.service")
                .strip();
    }

    /** What the journal has of the service, from {@code priority} on, without what surrounds the messages. */
    String journal(String priority) {
        host.run("journalctl", "--sync");
        return host.run("journalctl", "-u", "smtpward", "-p", priority, "-o", "cat", "--no-pager");
    }

    /** Runs {@code command} as the service runs; returns what it said. */
    NetworkHost.Output asService(String command) {
        return host.tryRun("/usr/lib/smtpward/bin/as-service", command);
    }

    MailLoad load() {
        try {
            return MailLoad.start(host);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Packs a version of tomorrow: the installed package after {@code changes}, a shell script that runs in its unpacked tree. */
    String newer(String version, String changes) {
        String file = "/root/smtpward-" + version + ".deb";
        host.run(
                "sh",
                "-ec",
                "rm -rf /root/tree; dpkg-deb -R /root/smtpward.deb /root/tree; cd /root/tree; "
                        + "sed -i \"s/^Version:.*/Version: " + version + "/\" DEBIAN/control; " + changes
                        + "\ndpkg-deb --root-owner-group -Znone --build . " + file);
        return file;
    }

    NetworkHost.Output dpkg(String... arguments) {
        return host.tryRun(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("dpkg", "--force-confold", "--install"),
                        java.util.stream.Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** To 127.0.0.1:2525, as operations.md has it, and with its access map line. */
    private void moveSendmail() {
        host.run("sh", "-ec", """
                cd /etc/mail
                sed -i -e "/^DAEMON_OPTIONS/d" -e "s/^FEATURE(.dnsbl.*/FEATURE(\\`accept_unresolvable_domains')dnl\\nFEATURE(\\`nocanonify')dnl/" sendmail.mc
                sed -i "/^MAILER(.local/i DAEMON_OPTIONS(\\`Name=Behind, Addr=127.0.0.1, Port=2525')dnl" sendmail.mc
                printf 'Connect:127.25.25.25\\tOK\\n' >>access
                makemap hash access <access
                m4 sendmail.mc >sendmail.cf
                echo '127.25.25.25 smtpward.example.test' >>/etc/hosts
                echo 'nameserver 127.0.0.1' >/etc/resolv.conf
                systemctl restart sendmail
                """);
        assertThat(host.run("ss", "-ltnH")).contains("127.0.0.1:2525").doesNotContain("*:25 ");
    }

    /** Files of the test tree. */
    static Path script(String name) {
        return Path.of("src/test/packaging", name).toAbsolutePath();
    }

    /** The lines that begin with {@code word}, without it. */
    static List<String> after(String word, String text) {
        return text.lines()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .toList();
    }

    @Override
    public void close() {
        host.close();
    }
}
