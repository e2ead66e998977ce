package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.HostPort;
import org.smtpward.config.ListenerTls;
import org.smtpward.config.SourceMode;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;
import org.smtpward.session.BackendTls;

/** From values to the configuration that smtpward reads. */
class HelmConfigurationTest {
    @Test
    void aBackendIsAllThatAGatewayNeeds() throws ConfigurationException {
        Configuration configuration = Manifests.of(Chart.gateway()).configuration();
        assertThat(configuration.backend().address()).isEqualTo(HostPort.parse(Chart.BACKEND));
        assertThat(configuration.backend().tls()).isEqualTo(BackendTls.MIRROR);
        assertThat(configuration.backend().source().address()).isEmpty();
        assertThat(configuration.backend().source().allowRelay()).isFalse();
        assertThat(configuration.listeners()).singleElement().satisfies(listener -> assertThat(listener.tls())
                .isEqualTo(ListenerTls.STARTTLS));
        assertThat(configuration.tls().certificates()).isEmpty();
        assertThat(configuration.policy().mode(RuleId.FOREIGN_PROTOCOL)).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void everyValueReachesIt() throws ConfigurationException {
        Configuration configuration = Manifests.of(Chart.gateway()
                        .set("backend.address", "[2001:db8::1]:2525")
                        .set("backend.tls", "never")
                        .set("backend.source.address", "2001:db8::7")
                        .set("listener.tls", "implicit")
                        .set("listener.port", 1465)
                        .set("tls.secretName", "mail-tls")
                        .set("policy.mode", "off")
                        .set("drainSeconds", 120))
                .configuration();
        assertThat(configuration.backend().address()).isEqualTo(new HostPort("2001:db8::1", 2525));
        assertThat(configuration.backend().tls()).isEqualTo(BackendTls.NEVER);
        assertThat(configuration.backend().source().address().orElseThrow().getHostAddress())
                .isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(configuration.listeners().getFirst().tls()).isEqualTo(ListenerTls.IMPLICIT);
        assertThat(configuration.listeners().getFirst().address().port()).isEqualTo(1465);
        assertThat(configuration.tls().certificates()).hasSize(1);
        assertThat(configuration.policy().mode(RuleId.FOREIGN_PROTOCOL)).isEqualTo(Mode.OFF);
        assertThat(configuration.limits().drain()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void gatewaysMayShareThroughRedis() throws ConfigurationException {
        assertThat(Manifests.of(Chart.gateway()).configuration().shared().isOn())
                .isFalse();
        Manifests manifests = Manifests.of(Chart.gateway()
                .set("redis.address", "rediss://redis.example:6379")
                .set("redis.user", "smtpward")
                .set("redis.passwordSecret.name", "redis-login")
                .set("redis.patience", "200ms"));
        var redis = manifests.configuration().shared().redis();
        assertThat(redis.address()).hasToString("Optional[rediss://redis.example:6379]");
        assertThat(redis.user()).contains("smtpward");
        assertThat(redis.passwordFile()).contains(Path.of("/etc/smtpward-redis/password"));
        assertThat(redis.patience()).isEqualTo(Duration.ofMillis(200));
        assertThat(manifests.pod().getSpec().getVolumes())
                .filteredOn(volume -> volume.getName().equals("smtpward-redis"))
                .singleElement()
                .satisfies(volume -> {
                    assertThat(volume.getSecret().getSecretName()).isEqualTo("redis-login");
                    assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440);
                });
    }

    @Test
    void loadBalancersMaySayWhoseConnectionItIs(@TempDir Path directory) throws IOException, ConfigurationException {
        Path values = values(directory, "listener: { trustedProxies: [10.0.0.0/8, \"2001:db8::/32\"] }");
        assertThat(Manifests.of(Chart.gateway().withValuesFile(values))
                        .configuration()
                        .listeners())
                .singleElement()
                .satisfies(listener -> assertThat(listener.trustedProxies()).hasSize(2));
    }

    @Test
    void theBackendMayBeToldWhoTheClientIs() throws ConfigurationException {
        assertThat(Manifests.of(Chart.gateway().set("backend.source.mode", "proxy-v2"))
                        .configuration()
                        .backend()
                        .source()
                        .mode())
                .isEqualTo(SourceMode.PROXY_V2);
    }

    @Test
    void withIpv6ItListensOnBoth() throws ConfigurationException {
        Configuration configuration =
                Manifests.of(Chart.gateway().set("ipv6", true)).configuration();
        assertThat(configuration.listeners().getFirst().address().host()).isEqualTo("::");
        assertThat(configuration.admin().address().orElseThrow().host()).isEqualTo("::");
    }

    @Test
    void extraConfigurationWins(@TempDir Path directory) throws IOException, ConfigurationException {
        Path values = values(directory, """
            extraConfig: |
              smtpward {
                limits.connections = 2000
                policy.rules.bare-newline.mode = monitor
              }
              smtpward.backend.tls = never
            """);
        Configuration configuration =
                Manifests.of(Chart.gateway().withValuesFile(values)).configuration();
        assertThat(configuration.limits().admission().connections()).isEqualTo(2000);
        assertThat(configuration.policy().mode(RuleId.BARE_NEWLINE)).isEqualTo(Mode.MONITOR);
        assertThat(configuration.backend().tls()).isEqualTo(BackendTls.NEVER);
    }

    private static Path values(Path directory, String yaml) throws IOException {
        return Files.writeString(directory.resolve("values.yaml"), yaml);
    }
}
