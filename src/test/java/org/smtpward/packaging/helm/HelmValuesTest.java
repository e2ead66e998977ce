package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.Build;
import org.yaml.snakeyaml.Yaml;

/** What values the chart takes, and how it says no. */
class HelmValuesTest {
    @Test
    void strictLintFindsNothing() {
        LintResult result = new Helm(Chart.SMTPWARD).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void theChartIsOfThisVersion() throws IOException {
        Map<?, ?> chart = new Yaml().load(Files.readString(Chart.SMTPWARD.resolve("Chart.yaml")));
        assertThat(chart.get("appVersion")).isEqualTo(Build.current().version());
    }

    /** Lint holds that the schema has what values.yaml has; this is the other way. */
    @Test
    void theSchemaHasNoMoreThanTheValues() throws IOException {
        Map<?, ?> schema = new Yaml().load(Files.readString(Chart.SMTPWARD.resolve("values.schema.json")));
        Map<?, ?> values = new Yaml().load(Files.readString(Chart.SMTPWARD.resolve("values.yaml")));
        var more = new TreeSet<String>();
        collectMore("", (Map<?, ?>) schema.get("properties"), values, more);
        // Helm's own; and what Kubernetes has in resources.
        assertThat(more).containsExactlyInAnyOrder("global", "resources.claims");
    }

    private static void collectMore(String prefix, Map<?, ?> properties, Map<?, ?> values, TreeSet<String> more) {
        properties.forEach((key, definition) -> {
            String path = prefix + key;
            Object inner = ((Map<?, ?>) definition).get("properties");
            if (!values.containsKey(key)) {
                more.add(path);
            } else if (inner != null) {
                collectMore(path + ".", (Map<?, ?>) inner, (Map<?, ?>) values.get(key), more);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        mode                     | proxy            | at '/mode': value must be one of 'gateway', 'sidecar'
        kind                     | StatefulSet      | at '/kind': value must be one of 'Deployment', 'DaemonSet'
        replicas                 | many             | at '/replicas': got string, want integer
        replicas                 | -1               | at '/replicas': minimum: got -1, want 0
        backend.address          | mail.example     | at '/backend/address': 'mail.example' does not match
        backend.address          | mail.example:25 }| at '/backend/address'
        backend.adress           | mail.example:25  | at '/backend': additional properties 'adress' not allowed
        backend.tls              | sometimes        | at '/backend/tls': value must be one of 'mirror', 'never'
        backend.source.mode      | spoof            | at '/backend/source/mode': value must be one of 'fixed'
        backend.source.address   | us               | at '/backend/source/address'
        listener.tls             | yes              | at '/listener/tls': value must be one of 'starttls'
        listener.port            | 25               | at '/listener/port': minimum: got 25, want 1,024
        listener.port            | 9125             | at '/listener/port'
        listener.hostPort        | 70000            | at '/listener/hostPort': maximum
        ipv6                     | both             | at '/ipv6': got string, want boolean
        tls.secretName           | Mail TLS         | at '/tls/secretName'
        certificate.issuer.kind  | CA               | at '/certificate/issuer/kind': value must be one of 'Issuer'
        certificate.duration     | a year           | at '/certificate/duration'
        policy.mode              | strict           | at '/policy/mode': value must be one of 'enforce', 'monitor', 'off'
        secrets[0]               | Mail CA          | at '/secrets/0'
        redis.address            | redis.example    | at '/redis/address'
        redis.address            | redis://:s3cret@redis.example:6379 | at '/redis/address'
        redis.patience           | soon             | at '/redis/patience'
        drainSeconds             | 30s              | at '/drainSeconds': got string, want integer
        service.type             | Ingress          | at '/service/type': value must be one of 'ClusterIP'
        service.port             | 70000            | at '/service/port': maximum
        networkPolicy.clients[0].cidr | 10.0.0.0/8  | at '/networkPolicy/clients/0': additional properties 'cidr'
        podMonitor.interval      | often            | at '/podMonitor/interval'
        prometheusRule.runbooks  | here             | at '/prometheusRule/runbooks'
        serviceAccount.create    | maybe            | at '/serviceAccount/create': got string, want boolean
        backends                 | mail.example:25  | additional properties 'backends' not allowed
        """)
    void nonsenseIsRefusedByName(String key, String value, String said) {
        assertThatThrownBy(() -> Chart.gateway().set(key, value).call()).hasMessageContaining(said);
    }

    @Test
    void withoutABackendThereIsNoGateway() {
        assertThatThrownBy(() -> Chart.smtpward().call())
                .hasMessageContaining(
                        "backend.address must be set to the mail server, HOST:PORT, such as mail.example:25");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        backend.address: 127.0.0.1:2525                            | nobody else is in a gateway's pod
        backend: { source: { mode: transparent } }                 | transparent takes mode: sidecar
        listener.hostPort: 25                                      | listener.hostPort takes kind: DaemonSet
        listener: { tls: implicit }                                | listener.tls: implicit takes a certificate
        redis: { user: smtpward, address: "redis://r:1" }           | redis.user takes redis.passwordSecret.name
        redis: { passwordSecret: { name: x } }                     | is for the Redis in redis.address
        certificate: { enabled: true, dnsNames: [mx.example] }     | takes certificate.issuer.name
        certificate: { enabled: true, issuer: { name: ca } }       | takes certificate.dnsNames
        { mode: sidecar, backend: { address: "mail.example:25" } } | backend.address is mail.example:25, but with mode: sidecar
        { mode: sidecar, backend: { address: "[::1]:25" } }        | it has to listen on 127.0.0.1
        { mode: sidecar, listener: { port: 2525 } }                | both port 2525
        { mode: sidecar, networkPolicy: { enabled: true } }        | networkPolicy is for gateways
        { mode: sidecar, backend: { source: { mode: transparent, address: 127.25.25.25 } } } | is for the other modes
        """)
    void whatDoesNotGoTogetherIsRefused(String values, String said, @TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> with(values, directory).call()).hasMessageContaining(said);
    }

    @Test
    void aSidecarTakesKubernetesThatHasThem() {
        assertThatThrownBy(() -> Chart.smtpward()
                        .set("mode", "sidecar")
                        .withKubeVersion("1.28.9")
                        .call())
                .hasMessageContaining("mode: sidecar takes Kubernetes 1.29 or newer")
                .hasMessageContaining("1.28.9");
        assertThat(Chart.smtpward().set("mode", "sidecar").call()).contains("kind: ConfigMap");
    }

    /** Values in a line, over a gateway's backend; {@code a.b: c} is short for nested ones. */
    private static TemplateCommand with(String values, Path directory) throws IOException {
        if (values.matches("[a-zA-Z.]+: [^{]*")) {
            String[] pair = values.split(": ", 2);
            return Chart.gateway().set(pair[0], pair[1]);
        }
        Path file = Files.writeString(directory.resolve("values.yaml"), values);
        return (values.contains("sidecar") ? Chart.smtpward() : Chart.gateway()).withValuesFile(file);
    }
}
