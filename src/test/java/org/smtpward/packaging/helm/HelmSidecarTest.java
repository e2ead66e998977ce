package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.HostPort;
import org.smtpward.config.LocalClients;
import org.smtpward.config.SourceMode;

/** {@code mode: sidecar}, as the example of a mail server's chart has it: smtpward and sendmail in one pod. */
class HelmSidecarTest {
    private static final Path TRANSPARENT = Chart.EXAMPLES.resolve("sendmail/transparent.yaml");

    @TempDir
    private Path directory;

    @Test
    void itIsInThePodOfTheMailServerAndMakesNone() throws IOException {
        assertThat(fixed().objects())
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder("ConfigMap", "Service", "StatefulSet");
    }

    /** A native sidecar: started before the mail server, stopped after it. */
    @Test
    void itStartsBeforeTheMailServer() throws IOException {
        PodTemplateSpec pod = fixed().pod();
        assertThat(pod.getSpec().getInitContainers()).singleElement().satisfies(sidecar -> {
            assertThat(sidecar.getName()).isEqualTo("smtpward");
            assertThat(sidecar.getRestartPolicy()).isEqualTo("Always");
            assertThat(sidecar.getArgs()).containsExactly("run");
            assertThat(sidecar.getStartupProbe().getHttpGet().getPath()).isEqualTo("/livez");
        });
        assertThat(pod.getSpec().getContainers()).extracting(Container::getName).containsExactly("sendmail");
    }

    /** sendmail relays for 127.0.0.1. */
    @Test
    void itSpeaksWithTheMailServerOnLoopbackAsNobodyItTrusts() throws IOException, ConfigurationException {
        Configuration configuration = fixed().configuration();
        assertThat(configuration.backend().address()).isEqualTo(new HostPort("127.0.0.1", 2525));
        assertThat(configuration.backend().source().mode()).isEqualTo(SourceMode.FIXED);
        assertThat(configuration.backend().source().address().orElseThrow().getHostAddress())
                .isEqualTo("127.25.25.25");
        // A mesh's proxy connects from loopback, for strangers.
        assertThat(configuration.backend().source().localClients()).isEqualTo(LocalClients.AS_OTHERS);
    }

    @Test
    void theServiceLeadsToIt() throws IOException, ConfigurationException {
        Manifests manifests = fixed();
        int port = manifests.configuration().listeners().getFirst().address().port();
        assertThat(manifests.one(Service.class).getSpec().getPorts())
                .singleElement()
                .satisfies(service -> assertThat(service.getTargetPort()).isEqualTo(new IntOrString(port)));
        assertThat(manifests.container().getPorts())
                .anySatisfy(open -> assertThat(open.getContainerPort()).isEqualTo(port));
        assertThat(manifests.pod().getMetadata().getLabels())
                .containsAllEntriesOf(manifests.one(Service.class).getSpec().getSelector());
    }

    @Test
    void allThatItMountsIsThere() throws IOException {
        Manifests manifests = Manifests.of(Chart.sendmail(directory).withValuesFile(TRANSPARENT));
        assertThat(manifests.pod().getSpec().getInitContainers()).hasSize(2).allSatisfy(container -> assertThat(
                        container.getVolumeMounts())
                .extracting(VolumeMount::getName)
                .containsExactlyInAnyOrderElementsOf(manifests.pod().getSpec().getVolumes().stream()
                        .map(io.fabric8.kubernetes.api.model.Volume::getName)
                        .toList()));
        assertThat(manifests
                        .pod()
                        .getSpec()
                        .getVolumes()
                        .getFirst()
                        .getConfigMap()
                        .getName())
                .isEqualTo(manifests.one(ConfigMap.class).getMetadata().getName());
    }

    /** The pod's fsGroup is the mail server's affair: without one the key belongs to root's group. */
    @Test
    void itReadsTheKeyInAnyPod() throws IOException {
        Manifests manifests = fixed();
        SecurityContext security = manifests.container().getSecurityContext();
        assertThat(security.getRunAsUser()).isPositive();
        assertThat(security.getRunAsGroup()).isZero();
        assertThat(manifests.pod().getSpec().getSecurityContext()).isNull();
    }

    @Test
    void aChangedConfigurationMakesANewPod() throws IOException {
        assertThat(Manifests.of(Chart.sendmail(directory.resolve("other")).set("smtpward.policy.mode", "monitor"))
                        .pod()
                        .getMetadata()
                        .getAnnotations())
                .isNotEqualTo(fixed().pod().getMetadata().getAnnotations())
                .containsOnlyKeys("checksum/smtpward");
    }

    @Test
    void prometheusFindsIt() throws IOException {
        Manifests manifests = Manifests.of(Chart.sendmail(directory).set("smtpward.podMonitor.enabled", true));
        PodMonitor monitor = manifests.one(PodMonitor.class);
        assertThat(monitor.getSpec().getSelector().getMatchLabels()).isNotEmpty();
        assertThat(manifests.pod().getMetadata().getLabels())
                .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
    }

    @Test
    void transparentTakesRoutingRulesThatAnInitContainerSets() throws IOException, ConfigurationException {
        Manifests manifests = Manifests.of(Chart.sendmail(directory).withValuesFile(TRANSPARENT));
        assertThat(manifests.configuration().backend().source().mode()).isEqualTo(SourceMode.TRANSPARENT);
        assertThat(manifests.pod().getSpec().getInitContainers())
                .extracting(Container::getName)
                .containsExactly("smtpward-network", "smtpward");
        Container network = manifests.container("smtpward-network");
        assertThat(network.getArgs()).containsExactly("network", "up");
        assertThat(network.getRestartPolicy()).isNull();
        assertThat(network.getImage()).isEqualTo(manifests.container().getImage());
        isRootWithNothingBut("NET_ADMIN", network.getSecurityContext());
        isRootWithNothingBut("NET_RAW", manifests.container().getSecurityContext());
    }

    private static void isRootWithNothingBut(String capability, SecurityContext security) {
        assertThat(security.getRunAsUser()).isZero();
        assertThat(security.getRunAsNonRoot()).isFalse();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).containsExactly(capability);
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    }

    @Test
    void transparentServesIpv6ToAMailServerThatHasIt() throws IOException, ConfigurationException {
        Configuration configuration = Manifests.of(
                        Chart.sendmail(directory).withValuesFile(TRANSPARENT).set("smtpward.ipv6", true))
                .configuration();
        assertThat(configuration.backend().ipv6Address()).hasValue(new HostPort("::1", 2525));
    }

    private Manifests fixed() throws IOException {
        return Manifests.of(Chart.sendmail(directory));
    }
}
