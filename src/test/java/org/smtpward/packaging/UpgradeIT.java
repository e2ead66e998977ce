package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smtpward.lab.NetworkHost;
import org.smtpward.lab.RealParts;

/** An upgrade under a live systemd never ends a service that runs: with trouble the old process keeps on serving. Row 28. */
@RealParts
class UpgradeIT {
    private static final int MAILS = 20;

    /** Nothing of the program is as it was, or runs: what the old process reads from now on must be its own. */
    private static final String UNUSABLE =
            "find usr/lib/smtpward/lib usr/lib/smtpward/runtime usr/lib/smtpward/smtpward.jar -type f -exec sh -c 'for f; do echo junk >\"$f\"; done' sh {} +";

    private static PackagedHost host;
    private String process;

    @BeforeAll
    static void install() {
        host = PackagedHost.install();
    }

    @org.junit.jupiter.api.AfterAll
    static void end() {
        host.close();
    }

    /** Whatever the test before has left. */
    @BeforeEach
    void asInstalled() {
        host.configure(PackagedHost.SOUND);
        host.machine()
                .run(
                        "sh",
                        "-ec",
                        "rm -f /usr/sbin/policy-rc.d; systemctl reset-failed; systemctl start sendmail; "
                                + "SMTPWARD_RESTART=no dpkg --force-confold --install /root/smtpward.deb; systemctl restart smtpward");
        process = host.shown("MainPID");
    }

    @AfterEach
    void oneServes() {
        assertThat(host.shown("ActiveState")).isEqualTo("active");
    }

    @Test
    void withASoundConfigurationTheNewVersionServes() throws Exception {
        String newer = host.newer("99", "");
        try (MailLoad load = host.load()) {
            load.awaitMails(MAILS);
            NetworkHost.Output said = host.dpkg(newer);
            assertThat(said.exitCode()).as(said.text()).isZero();
            assertThat(said.text()).doesNotContain("smtpward: ");
            load.awaitMails(MAILS);
            load.assertNothingIsLost();
        }
        assertThat(host.shown("MainPID")).isNotEqualTo(process);
        assertThat(host.machine().shell("ls -d /usr/lib/smtpward*").text()).isEqualTo("/usr/lib/smtpward\n");
    }

    /** The configuration was broken while the old process ran, which refused it and went on. */
    @Test
    void withABrokenConfigurationTheOldProcessServesOnWithItsOwnFiles() throws Exception {
        String newer = host.newer("99", "");
        String unusable = host.newer("100", UNUSABLE);
        try (MailLoad load = host.load()) {
            load.awaitMails(MAILS);
            host.configure(PackagedHost.BROKEN);
            NetworkHost.Output said = host.dpkg(newer);
            assertThat(said.exitCode()).as(said.text()).isZero();
            assertThat(said.text()).contains("no-such-key", "NOT RESTARTED", "systemctl restart smtpward");
            assertThat(host.journal("err")).contains("NOT RESTARTED");
            assertThat(host.shown("MainPID")).isEqualTo(process);

            said = host.dpkg(unusable);
            assertThat(said.exitCode()).as(said.text()).isZero();
            assertThat(said.text()).contains("NOT RESTARTED");
            assertThat(host.shown("MainPID")).isEqualTo(process);
            load.awaitMails(MAILS);
            assertThat(load.assertNothingIsLost()).isEmpty();
        }
        // It still takes a configuration, and ends as it should.
        host.configure(PackagedHost.SOUND + "smtpward.policy.rules.unknown-command.mode = off\n");
        host.machine().run("systemctl", "reload", "smtpward");
        org.smtpward.real.Until.soon(
                () -> host.journal("info").contains("event=reload result=ok"), () -> host.journal("info"));
        host.machine().run("systemctl", "stop", "smtpward");
        assertThat(host.shown("Result")).isEqualTo("success");
        // The way out is the package that works; what was kept for the old process goes with it.
        assertThat(host.dpkg("/root/smtpward.deb").exitCode()).isZero();
        host.machine().run("systemctl", "start", "smtpward");
        assertThat(host.machine().shell("ls -d /usr/lib/smtpward*").text()).isEqualTo("/usr/lib/smtpward\n");
    }

    /** As root the new version would find nothing wrong. */
    @Test
    void whatOnlyRootCanReadIsFound() {
        host.machine().run("chmod", "600", "/etc/smtpward/tls.key");
        try {
            assertNotRestarted(host.dpkg(host.newer("99", "")), "tls.key");
        } finally {
            host.machine().run("chmod", "640", "/etc/smtpward/tls.key");
        }
    }

    /** By the drop-ins of the administrator, too. */
    @Test
    void whatTheSandboxForbidsIsFound() {
        host.machine()
                .run(
                        "sh",
                        "-ec",
                        "mkdir -p /run/systemd/system/smtpward.service.d; "
                                + "printf '[Service]\\nInaccessiblePaths=/etc/smtpward/tls.key\\n' >/run/systemd/system/smtpward.service.d/test.conf");
        try {
            assertNotRestarted(host.dpkg(host.newer("99", "")), "tls.key");
        } finally {
            host.machine().run("rm", "-r", "/run/systemd/system/smtpward.service.d");
            host.machine().run("systemctl", "daemon-reload");
        }
    }

    @Test
    void aBackendThatDoesNotAnswerStopsNoUpgrade() {
        String newer = host.newer("99", "");
        host.machine().run("systemctl", "stop", "sendmail");
        NetworkHost.Output said = host.dpkg(newer);
        assertThat(said.exitCode()).as(said.text()).isZero();
        assertThat(host.shown("MainPID")).isNotEqualTo(process);
    }

    @Test
    void anOlderVersionIsAnUpgradeToo() {
        assertThat(host.dpkg(host.newer("99", "")).exitCode()).isZero();
        String newer = host.shown("MainPID");
        host.configure(PackagedHost.BROKEN);
        process = newer;
        assertNotRestarted(host.dpkg("--force-downgrade", "/root/smtpward.deb"), "no-such-key");
        host.configure(PackagedHost.SOUND);
        assertThat(host.dpkg("--force-downgrade", "/root/smtpward.deb").exitCode())
                .isZero();
        assertThat(host.shown("MainPID")).isNotEqualTo(newer);
    }

    /** operations.md: install, check, restart. */
    @Test
    void theOperatorMayRestart() {
        String newer = host.newer("99", "");
        NetworkHost.Output said = host.machine().tryRun("env", "SMTPWARD_RESTART=no", "dpkg", "--install", newer);
        assertNotRestarted(said, "systemctl restart smtpward");
        host.machine().write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n");
        host.machine().run("chmod", "755", "/usr/sbin/policy-rc.d");
        assertNotRestarted(host.dpkg("/root/smtpward.deb"), "systemctl restart smtpward");
    }

    @Test
    void aRestartThatFailsIsSaid() {
        String failing = "sed -i '2i [ \"$1\" != run ] || exit 78' usr/lib/smtpward/bin/smtpward";
        NetworkHost.Output said = host.dpkg(host.newer("99", failing));
        assertThat(said.exitCode()).as(said.text()).isZero();
        assertThat(said.text()).contains("THE RESTART FAILED");
        assertThat(host.shown("ActiveState")).isEqualTo("failed");
        assertThat(host.dpkg("/root/smtpward.deb").exitCode()).isZero();
        host.machine().run("systemctl", "start", "smtpward");
    }

    private void assertNotRestarted(NetworkHost.Output said, String why) {
        assertThat(said.exitCode()).as(said.text()).isZero();
        assertThat(said.text()).contains(why);
        assertThat(host.shown("MainPID")).isEqualTo(process);
    }
}
