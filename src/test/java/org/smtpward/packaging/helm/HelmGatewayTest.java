package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.CertificateFiles;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.HostPort;

/** {@code mode: gateway}: the pods, how clients reach them, and what happens when one goes. */
class HelmGatewayTest {
    @Test
    void itsObjects() {
        assertThat(Manifests.of(Chart.gateway()).objects())
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder(
                        "ServiceAccount", "ConfigMap", "Service", "Deployment", "PodDisruptionBudget");
    }

    @Test
    void aDaemonSetIsTheSamePodOnEachNode() {
        Manifests deployed = Manifests.of(Chart.gateway());
        Manifests onNodes = Manifests.of(Chart.gateway().set("kind", "DaemonSet"));
        assertThat(onNodes.one(DaemonSet.class).getSpec().getSelector())
                .isEqualTo(deployed.one(Deployment.class).getSpec().getSelector());
        assertThat(onNodes.pod()).isEqualTo(deployed.pod());
        assertThat(onNodes.all(PodDisruptionBudget.class)).isEmpty();
    }

    @Test
    void aHostPortIsSmtpsAlone() {
        Container container = Manifests.of(
                        Chart.gateway().set("kind", "DaemonSet").set("listener.hostPort", 25))
                .container();
        assertThat(container.getPorts())
                .extracting("name", "hostPort")
                .satisfiesExactlyInAnyOrder(
                        port -> assertThat(port.toList()).containsExactly("tcp-smtp", 25),
                        port -> assertThat(port.toList()).containsExactly("http-admin", null));
    }

    @Test
    void thePodListensWhereServiceAndProbesAsk() throws ConfigurationException {
        Manifests manifests = Manifests.of(Chart.gateway().set("listener.port", 2552));
        Configuration configuration = manifests.configuration();
        assertThat(configuration.listeners().getFirst().address()).isEqualTo(new HostPort("0.0.0.0", 2552));
        assertThat(configuration.admin().address()).hasValue(new HostPort("0.0.0.0", 9125));
        Container container = manifests.container();
        assertThat(container.getPorts())
                .extracting("name", "containerPort")
                .satisfiesExactlyInAnyOrder(
                        port -> assertThat(port.toList()).containsExactly("tcp-smtp", 2552),
                        port -> assertThat(port.toList()).containsExactly("http-admin", 9125));
        asks(container.getLivenessProbe(), "/livez");
        asks(container.getStartupProbe(), "/livez");
        asks(container.getReadinessProbe(), "/readyz");

        Service service = manifests.one(Service.class);
        assertThat(service.getSpec().getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getName()).isEqualTo("tcp-smtp");
            assertThat(port.getTargetPort()).isEqualTo(new IntOrString("tcp-smtp"));
            assertThat(port.getPort()).isEqualTo(25);
        });
        Deployment deployment = manifests.one(Deployment.class);
        assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(service.getSpec().getSelector())
                .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(manifests
                        .one(PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels());
    }

    @Test
    void aLoadBalancerKeepsTheClientsAddress() {
        assertThat(Manifests.of(Chart.gateway().set("service.type", "LoadBalancer"))
                        .one(Service.class)
                        .getSpec()
                        .getExternalTrafficPolicy())
                .isEqualTo("Local");
        assertThat(Manifests.of(Chart.gateway()).one(Service.class).getSpec().getExternalTrafficPolicy())
                .isNull();
    }

    @Test
    void theAccountMayBeSomebodyElses() {
        Manifests manifests = Manifests.of(Chart.gateway().set("serviceAccount.create", false));
        assertThat(manifests.all(ServiceAccount.class)).isEmpty();
        assertThat(manifests.pod().getSpec().getServiceAccountName()).isEqualTo("default");
        assertThat(Manifests.of(Chart.gateway()).one(ServiceAccount.class).getAutomountServiceAccountToken())
                .isFalse();
    }

    private static void asks(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("http-admin"));
    }

    /** The backend's answer is waited for before anything listens, a connection and five replies. */
    @Test
    void theStartMayTakeAsLongAsTheRelayProbe() throws ConfigurationException {
        Manifests manifests = Manifests.of(Chart.gateway());
        Configuration configuration = manifests.configuration();
        Probe startup = manifests.container().getStartupProbe();
        assertThat(Duration.ofSeconds((long) startup.getPeriodSeconds() * startup.getFailureThreshold()))
                .isGreaterThan(
                        configuration.backend().source().probe().patience().multipliedBy(6));
    }

    @Test
    void theConfigurationIsWhereTheProgramLooks() {
        Manifests manifests = Manifests.of(Chart.gateway());
        assertThat(manifests.container().getArgs()).containsExactly("run");
        assertThat(mountPath(manifests, "smtpward-config")).isEqualTo("/etc/smtpward");
        assertThat(volume(manifests, "smtpward-config").getConfigMap().getName())
                .isEqualTo(manifests.one(ConfigMap.class).getMetadata().getName());
        assertThat(mountPath(manifests, "smtpward-tmp")).isEqualTo("/tmp");
    }

    @Test
    void theCertificateIsWhereTheSecretIsMounted() throws ConfigurationException {
        Manifests manifests = Manifests.of(Chart.gateway().set("tls.secretName", "mail-tls"));
        Path mounted = Path.of(mountPath(manifests, "smtpward-tls"));
        assertThat(volume(manifests, "smtpward-tls").getSecret().getSecretName())
                .isEqualTo("mail-tls");
        assertThat(manifests.configuration().tls().certificates())
                .isEqualTo(List.of(new CertificateFiles(mounted.resolve("tls.crt"), mounted.resolve("tls.key"))));
    }

    @Test
    void filesThatExtraConfigNamesAreMounted() {
        Manifests manifests =
                Manifests.of(Chart.gateway().set("secrets[0]", "mail.ca").set("secrets[1]", "password"));
        assertThat(mountPath(manifests, "smtpward-secret-0")).isEqualTo("/etc/smtpward-secrets/mail.ca");
        assertThat(volume(manifests, "smtpward-secret-0").getSecret().getSecretName())
                .isEqualTo("mail.ca");
        assertThat(mountPath(manifests, "smtpward-secret-1")).isEqualTo("/etc/smtpward-secrets/password");
        assertThat(volume(manifests, "smtpward-secret-1").getSecret().getDefaultMode())
                .isEqualTo(0440);
    }

    /** smtpward refuses a key that everybody may read. */
    @Test
    void theKeyIsReadByTheGroupThatThePodHas() {
        Manifests manifests = Manifests.of(Chart.gateway().set("tls.secretName", "mail-tls"));
        assertThat(volume(manifests, "smtpward-tls").getSecret().getDefaultMode())
                .isEqualTo(0440);
        assertThat(manifests.pod().getSpec().getSecurityContext().getFsGroup()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"0", "30", "3600"})
    void thePodOutlivesTheDrain(int drainSeconds) throws ConfigurationException {
        Manifests manifests = Manifests.of(Chart.gateway().set("drainSeconds", drainSeconds));
        List<String> before =
                manifests.container().getLifecycle().getPreStop().getExec().getCommand();
        assertThat(before).startsWith("sleep").hasSize(2);
        assertThat(Duration.ofSeconds(manifests.pod().getSpec().getTerminationGracePeriodSeconds()))
                .isGreaterThan(
                        manifests.configuration().limits().drain().plusSeconds(Long.parseLong(before.getLast()) + 5));
    }

    /** More than the profile restricted asks for. */
    @Test
    void thePodHasNoPrivilege() {
        Manifests manifests = Manifests.of(Chart.gateway().set("tls.secretName", "mail-tls"));
        PodSpec pod = manifests.pod().getSpec();
        assertThat(PodSecurity.violations(pod, PodSecurity.Profile.RESTRICTED)).isEmpty();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getContainers()).singleElement().satisfies(container -> {
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getAdd())
                    .isEmpty();
        });
    }

    /** The image runs as the user that the pod asks for. */
    @Test
    void theContainersUserIsTheImages() throws IOException {
        SecurityContext security = Manifests.of(Chart.gateway()).container().getSecurityContext();
        assertThat(Files.readAllLines(Path.of("docker/Dockerfile")))
                .contains("USER %d:%d".formatted(security.getRunAsUser(), security.getRunAsGroup()));
    }

    @Test
    void aChangedConfigurationMakesNewPods() {
        assertThat(annotations(Chart.gateway())).isEqualTo(annotations(Chart.gateway()));
        assertThat(annotations(Chart.gateway()))
                .isNotEqualTo(annotations(Chart.gateway().set("policy.mode", "monitor")));
    }

    @Test
    void whatAPodMayHaveBesides(@TempDir Path directory) throws IOException {
        Path values = Files.writeString(directory.resolve("values.yaml"), """
            imagePullSecrets: [{ name: registry }]
            priorityClassName: mail
            podAnnotations: { note: "1" }
            podLabels: { team: mail }
            nodeSelector: { disk: ssd }
            tolerations: [{ key: mail, operator: Exists, effect: NoSchedule }]
            affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{
              topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { team: mail } } }] } }
            topologySpreadConstraints: [{
              maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: { matchLabels: { team: mail } } }]
            env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: admin, key: password } } }]
            """);
        Manifests manifests = Manifests.of(Chart.gateway().withValuesFile(values));
        PodSpec pod = manifests.pod().getSpec();
        assertThat(pod.getImagePullSecrets()).extracting("name").containsExactly("registry");
        assertThat(pod.getPriorityClassName()).isEqualTo("mail");
        assertThat(manifests.pod().getMetadata().getAnnotations()).containsEntry("note", "1");
        assertThat(manifests.pod().getMetadata().getLabels()).containsEntry("team", "mail");
        assertThat(pod.getNodeSelector()).containsEntry("disk", "ssd");
        assertThat(pod.getTolerations()).hasSize(1);
        assertThat(pod.getAffinity().getPodAntiAffinity()).isNotNull();
        assertThat(pod.getTopologySpreadConstraints()).hasSize(1);
        assertThat(manifests.container().getEnv()).extracting("name").containsExactly("PASSWORD");
    }

    private static Object annotations(TemplateCommand command) {
        return Manifests.of(command).pod().getMetadata().getAnnotations();
    }

    private static Volume volume(Manifests manifests, String name) {
        return manifests.pod().getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String mountPath(Manifests manifests, String name) {
        return manifests.container().getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(name))
                .map(VolumeMount::getMountPath)
                .findFirst()
                .orElseThrow();
    }
}
