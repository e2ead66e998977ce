package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code helm install} says at its end. */
class HelmNotesTest {
    private static final String SAFE = "tls: { secretName: mail-tls }";

    @TempDir
    private Path directory;

    @Test
    void theySayHowToReachItAndTryIt() throws IOException {
        assertThat(notes(SAFE))
                .contains("smtpward stands in front of mail.example:25.")
                .contains("mail-smtpward.post:25 (ClusterIP)")
                .contains("kubectl -n post rollout status deployment/mail-smtpward")
                .contains("kubectl -n post port-forward deployment/mail-smtpward 2525:1025 9125:9125")
                .contains("swaks --server 127.0.0.1:2525 --tls --quit-after RCPT --to")
                .contains("421 4.7.0 ... Rejecting open proxy")
                .contains("-l app.kubernetes.io/name=smtpward,app.kubernetes.io/instance=mail -c smtpward");
    }

    @Test
    void theyFollowTheKind() throws IOException {
        assertThat(notes("{ kind: DaemonSet, listener: { hostPort: 25 }, tls: { secretName: mail-tls } }"))
                .contains("rollout status daemonset/mail-smtpward")
                .contains("or to port 25 of any node");
    }

    @Test
    void theySayWhatComesNext() throws IOException {
        assertThat(notes("{ policy: { mode: monitor }, tls: { secretName: mail-tls } }"))
                .contains("What it would refuse, one JSON line each")
                .contains("--set policy.mode=enforce")
                .doesNotContain("421 4.7.0");
        assertThat(notes(SAFE)).contains("loosen that one by extraConfig");
    }

    @Test
    void aSidecarSaysWhatItsChartHasToDo() throws IOException {
        assertThat(notes("{ mode: sidecar, backend: { address: 127.0.0.1:25 } }"))
                .contains("\"smtpward.sidecar\" and \"smtpward.volumes\"")
                .contains("port 1025")
                .contains("127.0.0.1:25 and nowhere else")
                .doesNotContain("rollout status");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}                                            | No STARTTLS is offered
        listener: { tls: "off" }                      | listener.tls is off
        policy: { mode: "off" }                       | policy.mode is off
        backend: { tls: never }                       | mail goes to the backend in the clear
        extraConfig: smtpward.backend.source.allow-relay = true | speaks of allow-relay
        { kind: DaemonSet, listener: { hostPort: 25 } } | A host port is in no profile but privileged
        service: { type: LoadBalancer, externalTrafficPolicy: Cluster } | sees nodes for clients
        replicas: 1                                   | less than two replicas
        { mode: sidecar, backend: { address: "", source: { mode: transparent } } } | runs as root with NET_RAW
        """)
    void theyWarn(String values, String warning) throws IOException {
        assertThat(notes(values)).containsPattern("\n\nWARNING: [^\n]*" + java.util.regex.Pattern.quote(warning));
    }

    @Test
    void thereIsNothingToWarnOfWhereAllIsWell() throws IOException {
        assertThat(notes(SAFE)).doesNotContain("WARNING");
    }

    private String notes(String values) throws IOException {
        return new Helm(Chart.SMTPWARD)
                .install()
                .clientOnly()
                .dryRun()
                .withKubeVersion(Chart.KUBERNETES)
                .withName("mail")
                .withNamespace("post")
                .withValuesFile(Files.writeString(
                        directory.resolve("backend.yaml"), "backend: { address: \"%s\" }".formatted(Chart.BACKEND)))
                .withValuesFile(Files.writeString(directory.resolve("values.yaml"), values))
                .call()
                .getOutput();
    }
}
