package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.config.ConfigurationException;
import org.smtpward.packaging.helm.PodSecurity.Profile;

/** Every example of {@code helm/examples}: Kubernetes knows each field, smtpward reads it, and the pod is as safe as it says. */
class HelmExamplesTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("all")
    void kubernetesAndSmtpwardTakeIt(String example) throws IOException, ConfigurationException {
        Manifests manifests = rendered(example);
        assertThat(manifests.configuration().listeners()).hasSize(1);
        assertThat(manifests.objects())
                .allSatisfy(object ->
                        assertThat(object.getMetadata().getName()).matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"));
        assertThat(manifests.objects())
                .extracting(
                        object -> object.getKind() + " " + object.getMetadata().getName())
                .doesNotHaveDuplicates();
        assertThat(manifests.container().getPorts())
                .allSatisfy(port -> assertThat(port.getName()).hasSizeLessThanOrEqualTo(15));
    }

    @ParameterizedTest
    @MethodSource("all")
    void thePodIsRestrictedButForWhatTheExampleSays(String example) throws IOException {
        List<String> violations = PodSecurity.violations(rendered(example).pod().getSpec(), Profile.RESTRICTED).stream()
                // Not ours.
                .filter(violation -> !violation.startsWith("sendmail:"))
                .toList();
        assertThat(violations).isEqualTo(exceptions(example));
        assertThat(text(example).contains("pod-security.kubernetes.io/enforce=privileged"))
                .isEqualTo(!violations.isEmpty());
    }

    private static List<String> exceptions(String example) {
        return switch (example) {
            case "daemonset.yaml" -> List.of("smtpward: hostPort");
            case "sendmail/transparent.yaml" ->
                List.of(
                        "smtpward-network: capability NET_ADMIN",
                        "smtpward-network: runAsNonRoot",
                        "smtpward-network: runAsUser",
                        "smtpward: capability NET_RAW",
                        "smtpward: runAsNonRoot",
                        "smtpward: runAsUser");
            default -> List.of();
        };
    }

    @Test
    void aSendmailThatIsRootFitsTheBaseline() throws IOException {
        assertThat(PodSecurity.violations(rendered("sendmail/values.yaml").pod().getSpec(), Profile.BASELINE))
                .isEmpty();
    }

    @Test
    void strictLintFindsNothingInTheMailServersChart() throws IOException {
        LintResult result =
                new Helm(Chart.sendmailChart(directory)).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void theDaemonSetIsOnPort25OfItsNodes() throws IOException {
        Manifests manifests = rendered("daemonset.yaml");
        assertThat(manifests
                        .one(DaemonSet.class)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getNodeSelector())
                .isNotEmpty();
        assertThat(manifests.container().getPorts())
                .anySatisfy(port -> assertThat(port.getHostPort()).isEqualTo(25));
    }

    @Test
    void theCertificateOfCertManagerIsTheOneInUse() throws IOException, ConfigurationException {
        Manifests manifests = rendered("cert-manager.yaml");
        Certificate certificate = manifests.one(Certificate.class);
        assertThat(manifests.pod().getSpec().getVolumes())
                .anySatisfy(volume -> assertThat(volume.getSecret()).isNotNull().satisfies(secret -> assertThat(
                                secret.getSecretName())
                        .isEqualTo(certificate.getSpec().getSecretName())));
        assertThat(manifests.configuration().tls().certificates()).hasSize(1);
        assertThat(certificate.getSpec().getDnsNames()).containsExactly("mx.example.org");
        assertThat(certificate.getSpec().getIssuerRef().getName()).isEqualTo("letsencrypt");
        assertThat(certificate.getSpec().getUsages())
                .containsExactly("digital signature", "key encipherment", "server auth");
        assertThat(certificate.getSpec().getPrivateKey().getSize()).isEqualTo(2048);
    }

    static Stream<String> all() throws IOException {
        try (Stream<Path> files = Files.walk(Chart.EXAMPLES)) {
            return files
                    .map(file -> Chart.EXAMPLES.relativize(file).toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .filter(name -> !name.contains("templates/") && !name.endsWith("Chart.yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private Manifests rendered(String example) throws IOException {
        TemplateCommand command = example.startsWith("sendmail/") ? Chart.sendmail(directory) : Chart.smtpward();
        return Manifests.of(command.withValuesFile(Chart.EXAMPLES.resolve(example)));
    }

    private static String text(String example) throws IOException {
        return Files.readString(Chart.EXAMPLES.resolve(example));
    }
}
