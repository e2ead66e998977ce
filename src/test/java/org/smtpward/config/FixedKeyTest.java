package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedKeyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            proxy.hostname = mx.other.example                                                  | proxy.hostname
            proxy.event-loops = 3                                                              | proxy.event-loops
            listeners = [ { name = other, address = "0.0.0.0:25", tls = starttls } ]           | listeners
            listeners = [ { name = smtp, address = "0.0.0.0:26", tls = starttls } ]            | listeners
            listeners = [ { name = smtp, address = "0.0.0.0:25", tls = off } ]                 | listeners
            backend.address = "127.0.0.1:26"                                                   | backend.address
            backend.source.mode = proxy-v2                                                     | backend.source.mode
            shared.redis.address = "redis://h:1"                                               | shared
            shared.interval = 2s                                                               | shared
            events.log = none                                                                  | events
            events.messages = on                                                               | events
            admin.address = off                                                                | admin
            admin.password-file = other                                                        | admin
            """)
    void needsARestart(String change, String key) throws ConfigurationException {
        assertThat(FixedKey.changed(Reading.of(""), Reading.of(change)))
                .extracting(FixedKey::key)
                .containsExactly(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "backend.tls = never",
                "backend { tls = always, tls-options { min-version = 1.2, server-name = mail.example } }",
                "tls { certificates = [ { chain = a, key = b } ], min-version = 1.3, alpn = [lmtp] }",
                "backend.source { address = any, allow-relay = true }",
                "backend.source.trace = received",
                "policy { mode = off, rules.alpn.mode = monitor }",
                "commands.extra = [XUSR], ehlo.hide = [ETRN], rewrite.tls-403 = off",
                "limits { connections = 1, connections-per-address = 1, client-idle = 5m, drain = 1s }",
            })
    void canChangeUnderOpenSessions(String change) throws ConfigurationException {
        assertThat(FixedKey.changed(Reading.of(""), Reading.of(change))).isEmpty();
    }

    @Test
    void allOfThemAreNamed() throws ConfigurationException {
        assertThat(FixedKey.changed(
                        Reading.of(""),
                        Reading.of("backend.address = \"h:1\", admin.address = off, limits.drain = 1s")))
                .containsExactly(FixedKey.BACKEND_ADDRESS, FixedKey.ADMIN);
    }
}
