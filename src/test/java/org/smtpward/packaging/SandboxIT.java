package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smtpward.lab.NetworkHost;
import org.smtpward.lab.RealParts;

/** What a process can do in the sandbox of the service, tried from inside; docs/packages.md says the same. Rows 33 and 35. */
@RealParts
class SandboxIT {
    private static final String CAPABILITIES = "0000000000002400";
    private static final String NONE = "0000000000000000";
    private static final String CONFIG = PackagedHost.CONFIG;

    /** Secrets, mail, and what stands in the home of others. */
    private static final String ASKED =
            "/etc/shadow /etc/gshadow /etc/sasldb2 /root /home /var/mail/anna /var/spool/mqueue /proc/kcore " + CONFIG;

    /** A private directory each, but for the last. */
    private static final List<String> WRITABLE = List.of("/tmp", "/var/log/smtpward", "/var/tmp");

    /** The settings of our unit that came after systemd 228, which passes over them. */
    private static final String AS_SYSTEMD_228 =
            "/^(Ambient|Logs|ReadWritePaths|InaccessiblePaths|PrivateMounts|ProtectProc|ProtectControl|ProtectKernel|ProtectClock"
                    + "|ProtectHostname|RestrictN|RestrictR|RestrictS|LockP|Keyring|RemoveIPC|WatchdogSignal|ProtectSystem=strict"
                    + "|SystemCallFilter=~@)/d";

    private static PackagedHost host;

    @BeforeAll
    static void install() {
        host = PackagedHost.install();
        host.machine().copy(PackagedHost.script("inside.pl"), "/opt/inside.pl");
        host.machine().run("sh", "-c", "echo mail >/var/mail/anna; chmod 644 /var/mail/anna");
    }

    @AfterAll
    static void end() {
        host.close();
    }

    @AfterEach
    void withoutDropIns() {
        host.machine().run("sh", "-ec", "rm -rf /etc/systemd/system/smtpward.service*; systemctl daemon-reload");
    }

    @Test
    void theUnitLeavesThreePlacesToWrite() {
        String said = inside("");
        assertThat(PackagedHost.after("CapEff:", said)).isEmpty();
        assertThat(PackagedHost.after("CapEff", said)).containsExactly(CAPABILITIES);
        assertThat(PackagedHost.after("writes", said)).containsExactlyInAnyOrderElementsOf(WRITABLE);
        assertThat(PackagedHost.after("reads", said)).containsExactly(CONFIG);
    }

    @Test
    void theUnitDeniesSystemCallsThatAreForOthers() {
        assertThat(PackagedHost.after("call", inside(""))).hasSize(13).allSatisfy(call -> assertThat(call)
                .endsWith(" denied"));
    }

    /** The way on SLE-12: no root, no capability; systemd opens the port. */
    @Test
    void oldSystemdGivesNoRightsOfRoot() {
        host.machine().run("sh", "-ec", dropIns("old-systemd.conf"));
        assertLittleOnOldSystemd(inside(""), NONE);
        host.machine()
                .run("sh", "-ec", "systemctl stop smtpward; systemctl start smtpward.socket; systemctl start smtpward");
        try (MailLoad load = host.load()) {
            load.awaitMails(4);
        } finally {
            host.machine().run("systemctl", "stop", "smtpward.socket", "smtpward");
        }
    }

    @Test
    void oldSystemdForTransparentGivesTwoCapabilities() {
        host.machine().run("sh", "-ec", dropIns("old-systemd.conf old-systemd-transparent.conf"));
        String setpriv = host.machine()
                .shell("systemctl cat smtpward | sed -n 's,^ExecStart=\\(.*setpriv.*\\)/usr/bin/smtpward run,\\1,p'")
                .text()
                .strip();
        assertThat(setpriv).startsWith("/usr/bin/setpriv ");
        assertLittleOnOldSystemd(inside(setpriv), CAPABILITIES);
        host.machine().run("systemctl", "restart", "smtpward");
        try (MailLoad load = host.load()) {
            load.awaitMails(4);
        } finally {
            host.machine().run("systemctl", "stop", "smtpward");
        }
    }

    private static void assertLittleOnOldSystemd(String said, String capabilities) {
        assertThat(PackagedHost.after("user", said)).isNotEqualTo(List.of("0"));
        assertThat(PackagedHost.after("CapEff", said)).containsExactly(capabilities);
        assertThat(PackagedHost.after("NoNewPrivs", said)).containsExactly("1");
        // packages.md names the two more; the machine's /dev/mqueue may not be there.
        assertThat(PackagedHost.after("writes", said)).containsAll(WRITABLE).allSatisfy(path -> assertThat(path)
                .matches("/tmp|/var/tmp|/var/log/smtpward|/dev/shm|/dev/mqueue"));
        assertThat(PackagedHost.after("reads", said)).containsExactly(CONFIG);
        assertThat(PackagedHost.after("call", said))
                .filteredOn(call -> !call.startsWith("io_uring"))
                .hasSize(10)
                .allSatisfy(call -> assertThat(call).endsWith(" denied"));
    }

    /** The probe says what it could do, behind {@code before} on its command line. */
    private static String inside(String before) {
        NetworkHost.Output said = host.asService(before + " perl /opt/inside.pl " + ASKED);
        assertThat(said.exitCode()).as(said.text()).isZero();
        return said.text();
    }

    private static String dropIns(String names) {
        return "cd /usr/share/doc/smtpward; sed -E '%s' /lib/systemd/system/smtpward.service >/etc/systemd/system/smtpward.service; "
                        .formatted(AS_SYSTEMD_228)
                + "install -D -m 644 -t /etc/systemd/system/smtpward.service.d " + names + "; systemctl daemon-reload";
    }
}
