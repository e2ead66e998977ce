package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reaches the gateways, and whom they reach. */
class HelmNetworkPolicyTest {
    @TempDir
    private Path directory;

    @Test
    void byDefaultThereIsNone() {
        assertThat(Manifests.of(Chart.gateway()).all(NetworkPolicy.class)).isEmpty();
    }

    @Test
    void clientsReachSmtpAloneAndTheGatewaysTheBackendAlone() throws IOException {
        Manifests manifests = rendered("networkPolicy: { enabled: true }");
        NetworkPolicy policy = manifests.one(NetworkPolicy.class);
        assertThat(manifests.pod().getMetadata().getLabels())
                .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getSpec().getIngress()).singleElement().satisfies(rule -> {
            assertThat(ports(rule.getPorts())).containsExactly("TCP 1025");
            assertThat(rule.getFrom()).isEmpty();
        });
        assertThat(policy.getSpec().getEgress())
                .extracting(rule -> ports(rule.getPorts()))
                .containsExactly(List.of("TCP 25"), List.of("UDP 53", "TCP 53"));
    }

    @Test
    void monitoringReachesTheAdminPortAndClientsMayBeNamed() throws IOException {
        NetworkPolicy policy = rendered("""
            networkPolicy:
              enabled: true
              clients: [{ ipBlock: { cidr: 192.0.2.0/24 } }]
              monitoring: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }]
            """).one(NetworkPolicy.class);
        assertThat(policy.getSpec().getIngress())
                .satisfiesExactly(
                        smtp -> {
                            assertThat(ports(smtp.getPorts())).containsExactly("TCP 1025");
                            assertThat(smtp.getFrom()).singleElement().satisfies(from -> assertThat(
                                            from.getIpBlock().getCidr())
                                    .isEqualTo("192.0.2.0/24"));
                        },
                        admin -> {
                            assertThat(ports(admin.getPorts())).containsExactly("TCP 9125");
                            assertThat(admin.getFrom()).singleElement().satisfies(from -> assertThat(
                                            from.getNamespaceSelector().getMatchLabels())
                                    .containsValue("monitoring"));
                        });
    }

    @Test
    void theGatewaysReachRedisIfThereIsOne() throws IOException {
        NetworkPolicy policy = rendered("""
            redis: { address: "redis://redis.example:6380" }
            networkPolicy: { enabled: true, redisPodLabels: { app: redis } }
            """).one(NetworkPolicy.class);
        assertThat(policy.getSpec().getEgress())
                .extracting(rule -> ports(rule.getPorts()))
                .containsExactly(List.of("TCP 25"), List.of("TCP 6380"), List.of("UDP 53", "TCP 53"));
        assertThat(labels(policy.getSpec().getEgress().get(1).getTo())).containsExactly(Map.of("app", "redis"));
    }

    /** Else the gateways would be a door beside an open wall. */
    @Test
    void theMailServersPodsAreReachedByTheGatewaysAlone() throws IOException {
        Manifests manifests = rendered("""
            networkPolicy: { enabled: true, backend: { podLabels: { app: sendmail }, port: 2525 } }
            """);
        NetworkPolicy gateways = policy(manifests, "mail-smtpward");
        NetworkPolicy backend = policy(manifests, "mail-smtpward-backend");
        Map<String, String> sendmail = Map.of("app", "sendmail");
        assertThat(backend.getSpec().getPodSelector().getMatchLabels()).isEqualTo(sendmail);
        assertThat(backend.getSpec().getPolicyTypes()).containsExactly("Ingress");
        assertThat(backend.getSpec().getIngress()).singleElement().satisfies(rule -> {
            assertThat(ports(rule.getPorts())).containsExactly("TCP 2525");
            assertThat(labels(rule.getFrom()))
                    .containsExactly(gateways.getSpec().getPodSelector().getMatchLabels());
        });
        assertThat(gateways.getSpec().getEgress().getFirst()).satisfies(rule -> {
            assertThat(ports(rule.getPorts())).containsExactly("TCP 2525");
            assertThat(labels(rule.getTo())).containsExactly(sendmail);
        });
    }

    private static List<String> ports(List<NetworkPolicyPort> ports) {
        return ports.stream()
                .map(port -> port.getProtocol() + " " + number(port.getPort()))
                .toList();
    }

    private static int number(IntOrString port) {
        return port.getIntVal();
    }

    private static List<Map<String, String>> labels(List<NetworkPolicyPeer> peers) {
        return peers.stream()
                .map(peer -> peer.getPodSelector().getMatchLabels())
                .toList();
    }

    private static NetworkPolicy policy(Manifests manifests, String name) {
        return manifests.all(NetworkPolicy.class).stream()
                .filter(policy -> policy.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Manifests rendered(String values) throws IOException {
        return Manifests.of(
                Chart.gateway().withValuesFile(Files.writeString(directory.resolve("values.yaml"), values)));
    }
}
