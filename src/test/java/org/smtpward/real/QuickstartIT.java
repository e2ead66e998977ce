package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.RealParts;
import org.smtpward.quickstart.Host;
import org.smtpward.quickstart.HostPrograms;
import org.smtpward.quickstart.HostTree;
import org.smtpward.quickstart.LocalPrograms;
import org.smtpward.quickstart.Plan;
import org.smtpward.sendmail.ClientFeatures;
import org.smtpward.sendmail.ClientFeatures.Found;
import org.smtpward.sendmail.DaemonPort;
import org.smtpward.sendmail.SendmailCf;

/** Real configurations: what m4 of each Debian release makes, and the program on a host that has it. */
@RealParts
class QuickstartIT {
    private static final String ACCESS = "FEATURE(`access_db')dnl\n";

    /** Lines for m4, and the feature that they switch on, besides access_db. */
    private static final Map<String, String> FEATURES = features();

    @TempDir
    private Path directory;

    private static Map<String, String> features() {
        Map<String, String> features = new LinkedHashMap<>();
        features.put("", "");
        features.put("FEATURE(`dnsbl', `zen.example.org')dnl\n", "dnsbl zen.example.org");
        features.put("FEATURE(`dnsbl', `zen.example.org', `\"550 listed\"', `t')dnl\n", "dnsbl zen.example.org");
        features.put(
                "FEATURE(`enhdnsbl', `bl.example.net', `\"550 listed\"', `t', `127.0.0.2.')dnl\n",
                "dnsbl bl.example.net");
        features.put("FEATURE(`require_rdns')dnl\n", "require_rdns");
        features.put("FEATURE(`greet_pause', `5000')dnl\n", "greet_pause");
        features.put("FEATURE(`use_client_ptr')dnl\n", "use_client_ptr");
        features.put("define(`confCONNECTION_RATE_THROTTLE', `15')dnl\n", "ConnectionRateThrottle 15");
        features.put("INPUT_MAIL_FILTER(`spf', `S=unix:/run/spf.sock, F=T')dnl\n", "milter spf, unix:/run/spf.sock");
        // None of these looks at the client's address, or only at that of local ones.
        features.put("FEATURE(`delay_checks')dnl\n", "");
        features.put("FEATURE(`badmx')dnl\n", "");
        features.put("FEATURE(`rhsbl', `rhs.example.org')dnl\n", "");
        features.put("MAIL_FILTER(`unused', `S=unix:/run/x.sock')dnl\n", "");
        features.put(ACCESS, "access_db hash /etc/mail/access");
        features.put(ACCESS + "FEATURE(`greet_pause')dnl\n", "access_db hash /etc/mail/access|greet_pause");
        features.put(ACCESS + "FEATURE(`ratecontrol')dnl\n", "access_db hash /etc/mail/access|ratecontrol");
        features.put(ACCESS + "FEATURE(`conncontrol')dnl\n", "access_db hash /etc/mail/access|conncontrol");
        features.put(
                ACCESS + "FEATURE(`delay_checks')dnl\nFEATURE(`ratecontrol', `nodelay', `terminate')dnl\n",
                "access_db hash /etc/mail/access|ratecontrol");
        return features;
    }

    /** One by one, and all at once: neither one too many nor one too few. */
    @ParameterizedTest
    @ValueSource(strings = {"bullseye", "bookworm", "trixie"})
    void exactlyTheFeaturesThatAreOnAreNamed(String release) throws Exception {
        var m4 = new M4(release);
        for (Map.Entry<String, String> feature : FEATURES.entrySet()) {
            assertThat(named(m4.make(mc(feature.getKey()))))
                    .as(feature.getKey())
                    .isEqualTo(feature.getValue());
        }
        String all = ACCESS
                + "FEATURE(`delay_checks')dnl\nFEATURE(`dnsbl', `a.example')dnl\nFEATURE(`enhdnsbl', `b.example')dnl\n"
                + "FEATURE(`require_rdns')dnl\nFEATURE(`ratecontrol')dnl\nFEATURE(`conncontrol')dnl\n"
                + "FEATURE(`greet_pause', `1000')dnl\n";
        assertThat(named(m4.make(mc(all))))
                .isEqualTo("access_db hash /etc/mail/access|dnsbl a.example|dnsbl b.example|require_rdns|ratecontrol"
                        + "|conncontrol|greet_pause");
    }

    /** Steps 2 and 4 of the plan, carried out on the host's own m4 file. */
    @ParameterizedTest
    @ValueSource(strings = {"bullseye", "bookworm", "trixie"})
    void theLinesOfThePlanMoveSendmail(String release) throws Exception {
        var m4 = new M4(release);
        for (String daemons :
                List.of("", "DAEMON_OPTIONS(`Name=MTA')dnl\nDAEMON_OPTIONS(`Name=MTA6, Family=inet6')dnl\n")) {
            Path host = directory.resolve(daemons.isEmpty() ? "plain" : "both");
            String mc = mc(ACCESS + daemons);
            HostTree tree = HostTree.suse(host).file("/etc/mail/linux.mc", mc).file("/etc/sendmail.cf", m4.make(mc));
            if (daemons.isEmpty()) {
                Files.delete(host.resolve("proc/net/tcp6"));
            }
            Map<String, String> plan = Plan.of(
                            Host.read(tree.root(), HostPrograms.NONE).orElseThrow())
                    .files();
            String step2 = mc + plan.get("sendmail.mc.add");
            List<String> before = daemons(m4.make(mc));
            var wanted = new ArrayList<>(before);
            wanted.addAll(
                    before.indexOf("MSA 0.0.0.0:587"),
                    daemons.isEmpty()
                            ? List.of("Behind 127.0.0.1:2525")
                            : List.of("Behind 127.0.0.1:2525", "Behind6 ::1:2525"));
            assertThat(daemons(m4.make(step2))).containsExactlyInAnyOrderElementsOf(wanted);
            // Step 4 names the lines; they become comments.
            String step4 = step2;
            for (String line : removed(plan.get("plan.txt"))) {
                assertThat(step2).contains(line + "\n");
                step4 = step4.replace(line + "\n", "dnl " + line + "\n");
            }
            assertThat(daemons(m4.make(step4)))
                    .isNotEmpty()
                    .noneMatch(daemon -> daemon.endsWith(":25"))
                    .anyMatch(daemon -> daemon.endsWith("127.0.0.1:2525"));
        }
    }

    /** Debian's own sendmail.mc, which no test has made up. */
    @ParameterizedTest
    @ValueSource(strings = {"bullseye", "bookworm", "trixie"})
    void debiansOwnConfigurationIsRead(String release) throws Exception {
        var m4 = new M4(release);
        String mc = Files.readString(Path.of(m4.root(), "usr/share/sendmail/cf/debian/sendmail.mc"), ISO_8859_1)
                .replaceAll("(?m)^include\\(`/etc/mail/m4/.*$", "dnl");
        String cf = m4.make(mc.replaceAll("(?m)^include\\(`/usr/share/sendmail/cf/m4/cf.m4'\\).*$", "dnl"));
        HostTree tree =
                HostTree.debian(directory).file("/etc/mail/sendmail.mc", mc).file("/etc/mail/sendmail.cf", cf);
        Tool.Output output = Program.run("quickstart", "--root", tree.root().toString());
        assertThat(output.exitCode()).as(output.text()).isZero();
        assertThat(output.text())
                .contains("port 25     127.0.0.1 (MTA-v4)")
                .contains("port 587    127.0.0.1 (MSP-v4 M=Ea)")
                .contains("access_db hash /etc/mail/access")
                .contains("ConnectionRateThrottle 15")
                .contains("conncontrol (line ")
                .contains("ratecontrol (line ")
                .contains("greet_pause (line ")
                .contains("sendmailconfig")
                .doesNotContain("dnsbl")
                .doesNotContain("may not come from there");
    }

    /** What the program prints about itself, which quickstart asks for. */
    @ParameterizedTest
    @ValueSource(strings = {"bullseye 8.15.2", "bookworm 8.17.1", "trixie 8.18.1"})
    void sendmailTellsItsVersion(String release) throws Exception {
        var m4 = new M4(release.split(" ", -1)[0]);
        String said = new LocalPrograms()
                .output(List.of(
                        "chroot",
                        m4.root(),
                        "/usr/libexec/sendmail/sendmail",
                        "-C",
                        "/etc/mail/sendmail.cf.in",
                        "-d0.1",
                        "-bt"))
                .orElseThrow();
        assertThat(said)
                .contains("Version " + release.split(" ", -1)[1])
                .contains("Compiled with:")
                .contains("TCPWRAPPERS");
    }

    private static String mc(String lines) {
        return "OSTYPE(`linux')dnl\ndefine(`confDOMAIN_NAME', `mail.example.test')dnl\n" + lines
                + "MAILER(`local')dnl\nMAILER(`smtp')dnl\n";
    }

    /** Without the numbers of lines, which differ between releases. */
    private static String named(String cf) throws Exception {
        return String.join(
                "|",
                ClientFeatures.of(SendmailCf.parse(cf.getBytes(ISO_8859_1), "cf")).stream()
                        .map(Found::title)
                        .map(title -> title.replaceAll(" \\(line [0-9]+\\)$", ""))
                        .toList());
    }

    private static List<String> daemons(String cf) throws Exception {
        return SendmailCf.parse(cf.getBytes(ISO_8859_1), "cf").daemons().stream()
                .map(QuickstartIT::text)
                .toList();
    }

    private static String text(DaemonPort daemon) {
        return daemon.name() + " " + (daemon.address().isEmpty() ? "0.0.0.0" : daemon.address()) + ":" + daemon.port();
    }

    private static List<String> removed(String plan) {
        String step4 = plan.substring(plan.indexOf("\nSTEP 4."), plan.indexOf("\nSTEP 5."));
        return step4.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("DAEMON_OPTIONS("))
                .toList();
    }
}
