package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;
import org.smtpward.packaging.helm.Chart;
import org.smtpward.packaging.helm.Manifests;

/**
 * The example of a mail server's chart with smtpward in its pod: the configuration that Helm renders, with the capabilities
 * that the containers have, in the order in which Kubernetes starts them. A pod's network is a network namespace.
 */
@RealParts
class SidecarIT {
    private static final int PORT = 1025;

    @RegisterExtension
    private final Machines pod = new Machines();

    @Test
    void inTheRestrictedProfileSendmailSeesItAsNobodyItTrusts() throws Exception {
        String config = config("fixed");
        try (Program sidecar = Program.startIn(pod.host(), Machines.NOBODY, "run", "--config", config)) {
            assertThat(sidecar.awaitListening()).isEqualTo(PORT);
            servesOnceSendmailIsThere(sidecar, "[127.25.25.25]");
        }
    }

    @Test
    void withTransparentRootWithOneCapabilityIsEnough() throws Exception {
        String config = config("transparent");
        Tool.Output network =
                Program.runIn(pod.host(), rootWithNothingBut("net_admin"), "network", "up", "--config", config);
        assertThat(network.exitCode()).as(network.text()).isZero();
        // Nodes may have no IPv6.
        assertThat(network.text()).contains("ip -4 rule add").doesNotContain("ip -6");
        try (Program sidecar = Program.startIn(pod.host(), rootWithNothingBut("net_raw"), "run", "--config", config)) {
            assertThat(sidecar.awaitListening()).isEqualTo(PORT);
            servesOnceSendmailIsThere(sidecar, "[" + Machines.CLIENT + "]");
        }
    }

    /** What makes it root: without, what Kubernetes adds for a user that is not root is worth nothing. */
    @Test
    void withTransparentACapabilityThatIsOnlyInTheBoundingSetIsNotEnough() throws Exception {
        List<String> nobodyBound = Stream.concat(
                        Stream.of("setpriv", "--bounding-set=-all,+net_raw"),
                        Machines.NOBODY.stream().skip(1))
                .toList();
        Tool.Output refused = Program.runIn(pod.host(), nobodyBound, "run", "--config", config("transparent"));
        assertThat(refused.exitCode()).as(refused.text()).isEqualTo(78);
        assertThat(refused.text()).contains("CAP_NET_RAW");
    }

    private void servesOnceSendmailIsThere(Program sidecar, String seen) throws Exception {
        try (Sendmail sendmail =
                Sendmail.start(Sendmail.Options.defaults().on(pod.host(), 2525).at("127.0.0.1"))) {
            Until.soon(() -> sidecar.output().contains("event=relay-probe result=refused"), sidecar::output);
            Tool.Output mail =
                    Swaks.tryTo(pod.clients(), Endpoint.at(Machines.FRONT, PORT, Machines.CLIENT), "bob@example.test");
            assertThat(mail.exitCode()).as(mail.text()).isZero();
            assertThat(sendmail.messages()).singleElement().satisfies(message -> assertThat(message.text())
                    .containsPattern("Received: from client.test \\([^)]*" + Pattern.quote(seen)));
        }
    }

    /** As {@code runAsUser: 0}, {@code drop: [ALL]}, {@code add: [...]}, {@code allowPrivilegeEscalation: false}. */
    private static List<String> rootWithNothingBut(String capability) {
        return List.of(
                "setpriv",
                "--inh-caps=-all,+" + capability,
                "--bounding-set=-all,+" + capability,
                "--no-new-privs",
                "--");
    }

    private String config(String mode) throws Exception {
        Manifests manifests = Manifests.of(Chart.sendmail(pod.directory().resolve("chart"))
                .set("smtpward.tls.secretName", "")
                .set("smtpward.backend.source.mode", mode));
        return Program.file(pod.directory(), manifests.configurationText());
    }
}
