package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration as the status page shows it. */
class EffectiveValueTest {
    @Test
    void everyValueStandsWithItsWholeKeyAndItsOrigin() throws ConfigurationException {
        var values = Reading.effective("""
                smtpward {
                  listeners = [ { name = a, address = "h:1", tls = off }, { name = b, address = "h:2", tls = off } ]
                  policy.rules."CVE-2021-3618".mode = monitor
                  tls.alpn = [ smtp ]
                }
                """, Map.of("CONFIG_FORCE_smtpward_limits_connections", "7"))
                .values();
        assertThat(values)
                .contains(
                        new EffectiveValue("smtpward.listeners[1].address", "\"h:2\"", "smtpward.conf:2"),
                        new EffectiveValue(
                                "smtpward.policy.rules.\"CVE-2021-3618\".mode", "\"monitor\"", "smtpward.conf:3"),
                        new EffectiveValue("smtpward.tls.alpn", "[\"smtp\"]", "smtpward.conf:4"),
                        new EffectiveValue(
                                "smtpward.limits.connections", "\"7\"", "env CONFIG_FORCE_smtpward_limits_connections"),
                        new EffectiveValue("smtpward.limits.bad-commands", "5", "reference.conf"))
                .extracting(EffectiveValue::key)
                .doesNotHaveDuplicates()
                .startsWith("smtpward.proxy.hostname");
        assertThat(values).filteredOn(value -> !value.isDefault()).hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtpward.admin.password", "a.api-token", "password", "x[0].client-secret", "a.PASSPHRASE"})
    void whatIsSecretIsMasked(String key) {
        assertThat(EffectiveValue.of(key, "\"hunter2\"", "x").value()).isEqualTo("\"***\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"smtpward.admin.password-file", "smtpward.admin.tls.key", "smtpward.limits.tokens", "a.nosecret"
            })
    void whereASecretLiesIsNoSecret(String key) {
        assertThat(EffectiveValue.of(key, "\"/etc/x\"", "x").value()).isEqualTo("\"/etc/x\"");
    }
}
