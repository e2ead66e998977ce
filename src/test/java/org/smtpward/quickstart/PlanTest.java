package org.smtpward.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.SourceMode;

/** The plan for hosts made like SUSE's, RHEL's and Debian's. */
class PlanTest {
    private static final HostPrograms SYSTEMD_254 = systemd(254);

    @TempDir
    private Path directory;

    @Test
    void susesPlanIsTransparentOnBothFamilies() throws Exception {
        String plan = plan(HostTree.suse(directory));
        assertThat(plan)
                .contains("SUSE Linux Enterprise Server 15 SP6")
                .contains("port 25     [::] (MTA, MTA6)\n")
                .contains("SOURCE OF BACKEND CONNECTIONS: transparent")
                .contains("DAEMON_OPTIONS(`Name=Behind, Addr=127.0.0.1, Port=2525')dnl\n"
                        + "DAEMON_OPTIONS(`Name=Behind6, Family=inet6, Addr=::1, Port=2525')dnl\nEND\n"
                        + "    m4 /etc/mail/linux.mc >/etc/sendmail.cf\n")
                .contains("address = \"[::]:2526\"")
                .contains("ipv6-address = \"[::1]:2525\"")
                .contains("systemctl enable --now smtpward-network")
                .doesNotContain("old-systemd.conf")
                .doesNotContain("Name=Old");
    }

    @Test
    void everyFeatureThatLooksAtTheClientIsNamed() throws Exception {
        assertThat(plan(HostTree.suse(directory).file("/etc/hosts.allow", "sendmail: ALL EXCEPT .bad.example\n")))
                .contains("- access_db hash /etc/mail/access (line ")
                .contains("- dnsbl zen.example.org (line ")
                .contains("- require_rdns (line ")
                .contains("- ratecontrol (line ")
                .contains("- conncontrol (line ")
                .contains("- greet_pause (line ")
                .contains("- milter greylist, unix:/run/milter-greylist.sock (line ")
                .contains("- tcp wrappers /etc/hosts.allow: sendmail: ALL EXCEPT .bad.example\n");
    }

    @Test
    void tcpWrappersDoNotCountForASendmailWithoutThem() throws Exception {
        HostTree tree = HostTree.suse(directory).file("/etc/hosts.deny", "ALL: ALL\n");
        HostPrograms programs = command -> command.contains("-d0.1")
                ? Optional.of("Version 8.15.2\n Compiled with: DNSMAP LOG MILTER STARTTLS\n")
                : SYSTEMD_254.output(command);
        assertThat(Plan.of(Host.read(tree.root(), programs).orElseThrow()).text())
                .contains("sendmail    8.15.2, /etc/sendmail.cf")
                .doesNotContain("tcp wrappers");
    }

    /** Step 4 takes these out, and nothing that is a comment. */
    @Test
    void theLinesOfPort25AreNamed() throws Exception {
        assertThat(plan(HostTree.suse(directory)))
                .contains("before these lines of /etc/mail/linux.mc:\n    DAEMON_OPTIONS(`Name=MTA')dnl\n"
                        + "    DAEMON_OPTIONS(`Name=MTA6, Family=inet6')dnl\n  Then:");
    }

    /** A first DAEMON_OPTIONS line would end port 25, so the default has to be said. */
    @Test
    void withoutADaemonLineThePlanKeepsPort25() throws Exception {
        HostTree tree = HostTree.suse(directory)
                .file("/etc/mail/linux.mc", "OSTYPE(`linux')dnl\nMAILER(`smtp')dnl\n")
                .file(
                        "/etc/sendmail.cf",
                        "V10\nO DaemonPortOptions=Name=MTA\nO DaemonPortOptions=Port=587, Name=MSA, M=E\nMlocal\n");
        assertThat(plan(tree))
                .contains("<<'END'\nDAEMON_OPTIONS(`Name=MTA')dnl\nDAEMON_OPTIONS(`Name=Behind,")
                .contains("before this line of /etc/mail/linux.mc:\n    DAEMON_OPTIONS(`Name=MTA')dnl\n");
    }

    @Test
    void theToolThatMakesSendmailCfIsSwitchedOff() throws Exception {
        assertThat(plan(HostTree.suse(directory).file("/etc/sysconfig/mail", "MAIL_CREATE_CONFIG=\"yes\"\n")))
                .contains(
                        "sed -i 's/^MAIL_CREATE_CONFIG=.*/MAIL_CREATE_CONFIG=\"no\"/' \\\n      /etc/sysconfig/mail\n")
                .contains(
                        "cat >>/etc/sendmail.cf <<'END'\nO DaemonPortOptions=Name=Behind, Addr=127.0.0.1, Port=2525\n")
                .contains("cp -p /etc/sysconfig/mail.before /etc/sysconfig/mail\n")
                .contains("Put # before these lines of /etc/sendmail.cf:\n    O DaemonPortOptions=Name=MTA\n")
                .doesNotContain("m4 /etc/mail/linux.mc");
    }

    /** Somebody has changed sendmail.cf by hand: a new one from m4 would undo that. */
    @Test
    void aSendmailCfThatM4DidNotMakeIsChangedItself() throws Exception {
        HostTree tree = HostTree.redHat(directory).append("/etc/mail/sendmail.cf", "O DaemonPortOptions=Port=26\n");
        assertThat(plan(tree))
                .contains(
                        "/etc/mail/sendmail.mc has 3 DAEMON_OPTIONS\n  lines and sendmail.cf 4, so it may not come from there.")
                .contains("cat >>/etc/mail/sendmail.cf <<'END'")
                .doesNotContain("make -C /etc/mail");
    }

    @Test
    void redHatsPlanWarnsAndKeepsModifiers() throws Exception {
        assertThat(plan(HostTree.redHat(directory)))
                .contains("SevenBitInput is true")
                .contains("no certificate that smtpward can use")
                .contains("Port=2525, M=C')dnl")
                .contains("Port 587 demands AUTH today (M=a: MSA).")
                .contains("Port 465 needs a certificate")
                .contains("    make -C /etc/mail ")
                .contains("certificates = []")
                .doesNotContain("Behind6")
                .doesNotContain("ipv6-address");
    }

    @Test
    void debiansPlanStaysOnLoopback() throws Exception {
        assertThat(plan(HostTree.debian(directory)))
                .contains("sendmail listens at port 25 of the loopback interface only")
                .contains("address = \"127.0.0.1:2526\"")
                .contains("ConnectionRateThrottle 15 (line ")
                .contains("    sendmailconfig ")
                .contains("sendmail serves no other port from outside.")
                .doesNotContain("name = submission");
    }

    @Test
    void withoutIpTheSourceIsFixedAndHasItsAccessLine() throws Exception {
        assertThat(plan(HostTree.suse(directory).without("/usr/sbin/ip")))
                .contains("SOURCE OF BACKEND CONNECTIONS: fixed")
                .contains("the program ip (package iproute2) is not installed")
                .contains(
                        "/etc/mail/access has 127 RELAY (line 3): sendmail relays for 127.25.25.25,\n    an open relay")
                .contains("printf 'Connect:127.25.25.25\\tOK\\n' >>/etc/mail/access\n"
                        + "    printf 'ClientRate:127.25.25.25\\t0\\n' >>/etc/mail/access\n"
                        + "    printf 'ClientConn:127.25.25.25\\t0\\n' >>/etc/mail/access\n"
                        + "    printf 'GreetPause:127.25.25.25\\t0\\n' >>/etc/mail/access\n"
                        + "    makemap hash /etc/mail/access </etc/mail/access\n")
                .contains("require_rdns (line ")
                .contains("the fixed source has no reverse DNS")
                .contains("SOURCE OF BACKEND CONNECTIONS: fixed")
                .doesNotContain("smtpward-network");
    }

    @Test
    void anEntryThatAcceptsTheFixedSourceIsEnough() throws Exception {
        HostTree tree = HostTree.suse(directory)
                .without("/usr/sbin/ip")
                .append("/etc/mail/access", "Connect:127.25.25.25\tOK\n");
        assertThat(plan(tree))
                .contains("Connect:127.25.25.25 OK (line 4): accepted, not")
                .doesNotContain("printf 'Connect:");
    }

    /** makemap refuses a second line with the same key, and the first counts. */
    @Test
    void anEntryThatRefusesTheFixedSourceIsChangedAndNotRepeated() throws Exception {
        HostTree tree = HostTree.suse(directory)
                .without("/usr/sbin/ip")
                .append("/etc/mail/access", "connect:127.25.25.25\tREJECT\n");
        assertThat(plan(tree))
                .contains("Change that line: the value of Connect:127.25.25.25 must be OK.")
                .contains("printf 'ClientRate:")
                .doesNotContain("printf 'Connect:");
    }

    @Test
    void classRMayRelayForTheFixedSource() throws Exception {
        HostTree tree = HostTree.suse(directory)
                .without("/usr/sbin/ip")
                .file("/etc/mail/relay-domains", "example.org\n127.25\n");
        assertThat(plan(tree)).contains("Class R (relay-domains) has an entry for 127.25.25.25");
    }

    @Test
    void anOldKernelCannotBeTransparent() throws Exception {
        assertThat(plan(HostTree.suse(directory).file("/proc/sys/kernel/osrelease", "2.6.16.60-0.54\n")))
                .contains("kernel 2.6.16.60-0.54 is older than 2.6.28");
    }

    /** SLE 12 has 228. The second drop-in gives smtpward both capabilities, so transparent stays possible. */
    @Test
    void anOldSystemdGetsItsDropIn() throws Exception {
        assertThat(plan(HostTree.suse(directory), systemd(228)))
                .contains("SOURCE OF BACKEND CONNECTIONS: transparent")
                .contains("install -D -m 644 /usr/share/doc/packages/smtpward/old-systemd.conf \\")
                .contains("install -D -m 644 /usr/share/doc/packages/smtpward/old-systemd-transparent.conf \\");
    }

    @Test
    void certificatesAreCopiedAsSendmailRefusesAKeyThatAGroupCanRead() throws Exception {
        assertThat(plan(HostTree.suse(directory)))
                .contains("install -m 640 -g smtpward /etc/mail/certs/mail.key \\\n      /etc/smtpward/sendmail.key\n")
                .contains("{ chain = \"/etc/smtpward/sendmail.crt\"\n        key = \"/etc/smtpward/sendmail.key\" }");
    }

    @Test
    void aKeyWithAPasswordIsNotUsed() throws Exception {
        assertThat(plan(HostTree.suse(directory).pem("/etc/mail/certs/mail.key", "ENCRYPTED PRIVATE KEY")))
                .contains("/etc/mail/certs/mail.key is encrypted; smtpward takes only a key without a")
                .contains("certificates = []");
    }

    @Test
    void mechanismsWithASecurityLayerAreNamedUnlessLayersAreForbidden() throws Exception {
        HostTree tree = HostTree.suse(directory);
        assertThat(plan(tree)).contains("AuthMechanisms has DIGEST-MD5 and GSSAPI, which can encrypt");
        assertThat(plan(tree.append("/etc/sendmail.cf", "O AuthMaxBits=0\n"))).doesNotContain("which can encrypt");
    }

    @Test
    void anotherProgramAtPort25IsNamed() throws Exception {
        HostTree tree = HostTree.debian(directory)
                .without("/proc/net/tcp")
                .listening("master", "00000000:0019", "0100007F:09DD");
        assertThat(plan(tree))
                .contains("Port 25 is taken by the program master. It is not sendmail.")
                .contains("Port 2525 is taken by the program master. The plan needs it");
    }

    @Test
    void whatCouldNotBeReadIsSaid() throws Exception {
        HostTree tree = HostTree.suse(directory)
                .without("/proc/sys/kernel/osrelease")
                .without("/etc/mail/submit.cf")
                .without("/etc/mail/linux.mc")
                .without("/etc/mail/access");
        assertThat(plan(tree, HostPrograms.NONE))
                .contains("NOT FOUND OUT\n  - the kernel (/proc/sys/kernel/osrelease)\n")
                .contains("- the version of systemd; before 229")
                .contains("- where the sendmail command hands local mail to")
                .contains("- the text file of the access map")
                .contains("- the m4 file that sendmail.cf comes from; the plan changes sendmail.cf\n    itself");
    }

    @Test
    void aBrokenSubmitCfIsNoReasonToStop() throws Exception {
        assertThat(plan(HostTree.suse(directory).file("/etc/mail/submit.cf", "V10\n<html>\n")))
                .contains("- /etc/mail/submit.cf:2: unknown configuration line \"<html>\"");
    }

    @Test
    void localMailThatGoesElsewhereIsNamed() throws Exception {
        assertThat(plan(HostTree.suse(directory).file("/etc/mail/submit.cf", "D{MTAHost}hub.example.net\nMlocal\n")))
                .contains("submit.cf hands local mail to hub.example.net, not to this host");
    }

    /** The file is loaded as it is, after step 4, after step 6. */
    @ParameterizedTest
    @ValueSource(strings = {"suse", "redhat", "debian", "fixed"})
    void eachConfigurationLoadsAtEachStep(String host) throws Exception {
        String beside = Plan.of(host(host)).configuration();
        Configuration first = load(beside);
        assertThat(first.backend().source().mode())
                .isEqualTo(host.equals("fixed") ? SourceMode.FIXED : SourceMode.TRANSPARENT);
        assertThat(first.listeners()).hasSize(1);
        String swapped = beside.replace(":2526\"", ":25\"");
        assertThat(load(swapped).listeners().getFirst().address().port()).isEqualTo(25);
        String all = swapped.replace("#{ name", "{ name").replace("mode = monitor", "mode = enforce");
        assertThat(load(all).listeners()).hasSize(host.equals("debian") ? 1 : 2);
    }

    /** At 3 a.m. a terminal has 80 columns. */
    @ParameterizedTest
    @ValueSource(strings = {"suse", "redhat", "debian", "fixed"})
    void thePlanFitsATerminalAndEachStepHasItsWayBack(String name) throws Exception {
        String plan = Plan.of(host(name)).text();
        assertThat(plan).matches("[ -~\n]*");
        assertThat(plan.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        String[] steps = plan.split("\nSTEP ", -1);
        assertThat(steps).hasSize(7);
        for (int i = 1; i < steps.length; i++) {
            assertThat(steps[i]).startsWith(i + ". ").contains("\n  Back: ");
        }
    }

    /** What a file says is neither a terminal's command nor a shell's. */
    @Test
    void aHostileConfigurationStaysText() throws Exception {
        HostTree tree = HostTree.suse(directory)
                .file("/etc/os-release", "ID=sles\nPRETTY_NAME=\"\033[2J\"\n")
                .file("/etc/mail/access;reboot", "127 RELAY\n")
                .append(
                        "/etc/sendmail.cf",
                        "O ServerCertFile=/a$(reboot).pem\nO ServerKeyFile=/b\"key.pem\nO PrivacyOptions=\033]0;x\007\n"
                                + "Kaccess hash /etc/mail/access;reboot\nO DaemonPortOptions=Name=\033[2J, Addr=\"x\n"
                                + "X\033[2J, S=\033[2J\nO InputMailFilters=\033[2J\nDZ\033[2J\n")
                .file("/etc/mail/submit.cf", "D{MTAHost}\033[2J\nMlocal\n")
                .without("/usr/sbin/ip");
        Host host = Host.read(tree.root(), HostPrograms.NONE).orElseThrow();
        String plan = Plan.of(host).text();
        assertThat(plan).matches("[ -~\n]*");
        assertThat(plan.lines().filter(line -> line.startsWith("    ") && line.contains("reboot")))
                .as("commands")
                .isEmpty();
        load(Plan.of(host).configuration());
    }

    @Test
    void filesForWritingHaveThePlanAndItsParts() throws Exception {
        Map<String, String> transparent = Plan.of(host("suse")).files();
        assertThat(transparent.keySet()).containsExactly("plan.txt", "smtpward.conf", "sendmail.mc.add");
        Map<String, String> fixed = Plan.of(host("fixed")).files();
        assertThat(fixed.keySet()).containsExactly("plan.txt", "smtpward.conf", "sendmail.mc.add", "access.add");
        assertThat(fixed.get("access.add")).startsWith("Connect:127.25.25.25\tOK\n");
    }

    @Test
    void withoutSendmailThereIsNoPlan() throws Exception {
        assertThat(Host.read(directory, HostPrograms.NONE)).isEmpty();
    }

    private Host host(String name) throws Exception {
        Path root = directory.resolve(name);
        HostTree tree =
                switch (name) {
                    case "redhat" -> HostTree.redHat(root);
                    case "debian" -> HostTree.debian(root);
                    case "fixed" -> HostTree.suse(root).without("/usr/sbin/ip");
                    default -> HostTree.suse(root);
                };
        return Host.read(tree.root(), SYSTEMD_254).orElseThrow();
    }

    private static String plan(HostTree tree) throws Exception {
        return plan(tree, SYSTEMD_254);
    }

    private static String plan(HostTree tree, HostPrograms programs) throws Exception {
        return Plan.of(Host.read(tree.root(), programs).orElseThrow()).text();
    }

    private static HostPrograms systemd(int version) {
        return command -> command.equals(List.of("/usr/bin/systemctl", "--version"))
                ? Optional.of("systemd " + version + " (" + version + "+suse)\n+PAM\n")
                : Optional.empty();
    }

    private static Configuration load(String text) throws Exception {
        return new ConfigurationLoader(Map.of()).loadText(text, "plan").configuration();
    }
}
