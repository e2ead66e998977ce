package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link Manifests} is for: that a slip in a template does not pass. */
class ManifestsTest {
    private static final String SERVICE = """
        apiVersion: v1
        kind: Service
        metadata: { name: mail, labels: { team: "1" } }
        spec: { ports: [ { port: 25, targetPort: 1025 } ], publishNotReadyAddresses: true }
        """;

    @Test
    void whatKubernetesKnowsIsTaken() {
        assertThat(Manifests.parse(SERVICE).objects()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        an unknown field     | targetPort: 1025 | targetport: 1025         | Unrecognized field "targetport"
        a field elsewhere    | name: mail,      | name: mail, ports: [],   | Unrecognized field "ports"
        a number for a text  | team: "1"        | team: 1                  | Cannot coerce Integer value
        a text for a number  | port: 25         | port: "25"               | Cannot coerce String value
        a text for a flag    | Addresses: true  | Addresses: "true"        | Cannot coerce String value
        a list for an object | ports: [         | selector: [], ports: [   | from Array value
        a field twice        | port: 25         | port: 25, port: 25       | found duplicate key port
        an unknown kind      | kind: Service    | kind: Servce             | v1 Servce
        an old version       | apiVersion: v1   | apiVersion: v1beta1      | v1beta1 Service
        """)
    void aSlipIsNot(String why, String right, String wrong, String said) {
        assertThat(SERVICE).as(why).contains(right);
        assertThatThrownBy(() -> Manifests.parse(SERVICE.replace(right, wrong))).hasMessageContaining(said);
    }

    /** Of the Prometheus operator's and cert-manager's types, too. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        monitoring.coreos.com/v1 | PodMonitor     | { podMetricsEndpoints: [ { prot: http-admin } ] }
        monitoring.coreos.com/v1 | PrometheusRule | { groups: [ { name: a, rules: [ { alert: A, exp: up } ] } ] }
        cert-manager.io/v1       | Certificate    | { secretName: a, issuerReference: { name: b } }
        """)
    void norIsOneInACustomResource(String version, String kind, String spec) {
        assertThatThrownBy(() -> Manifests.parse("""
            apiVersion: %s
            kind: %s
            metadata: { name: mail }
            spec: %s
            """.formatted(version, kind, spec)))
                .hasMessageContaining("Unrecognized field");
    }
}
