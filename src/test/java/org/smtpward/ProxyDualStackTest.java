package org.smtpward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.StandIn;
import org.smtpward.events.LoggedLines;

/** Clients with IPv4 of a listener for both families: limits, networks, events and the log know their IPv4 addresses. */
class ProxyDualStackTest {
    private final ByteArrayOutputStream events = new ByteArrayOutputStream();
    private StandIn backend;
    private Proxy proxy;

    @BeforeEach
    void start() throws Exception {
        assumeThat(NetUtil.isIpV4StackPreferred()).as("IPv4 alone").isFalse();
        backend = StandIn.start();
    }

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
        backend.close();
    }

    @Test
    void theirNetworksAreExempt() throws Exception {
        start("", "limits { connections-per-address = 1, exempt-networks = [ \"127.0.0.0/8\" ] }");
        try (TlsClient first = client();
                TlsClient second = client()) {
            assertThat(first.reply()).startsWith("220 ");
            assertThat(second.reply()).startsWith("220 ");
        }
    }

    @Test
    void theirAddressesAreCounted() throws Exception {
        start("", "limits { connections-per-address = 1, exempt-networks = [ \"::/0\" ] }");
        try (TlsClient first = client();
                TlsClient second = client()) {
            assertThat(first.reply()).startsWith("220 ");
            assertThat(second.reply()).startsWith("421 4.7.0 ");
        }
    }

    @Test
    void eventsAndTheLogHaveTheirAddresses() throws Exception {
        try (var lines = new LoggedLines("org.smtpward.session")) {
            start("", "");
            try (TlsClient client = client()) {
                client.reply();
                client.ask("XYZZY");
                client.ask("QUIT");
            }
            proxy.close();
            assertThat(events.toString(UTF_8)).contains("\"source\":{\"ip\":\"127.0.0.1\"");
            assertThat(lines.texts()).anySatisfy(line -> assertThat(line).contains("client=127.0.0.1"));
        }
    }

    @Test
    void aTrustedProxyIsOneAndWhomItNamesIsKnownByHisIpv4Address() throws Exception {
        start("proxy-protocol = on, trusted-proxies = [ \"127.0.0.1\" ]", "");
        try (TlsClient client = client()) {
            assertThat(client.ask("PROXY TCP6 ::ffff:192.0.2.7 ::ffff:192.0.2.25 4711 25"))
                    .startsWith("220 ");
            client.ask("XYZZY");
            client.ask("QUIT");
        }
        proxy.close();
        assertThat(events.toString(UTF_8)).contains("\"source\":{\"ip\":\"192.0.2.7\"");
    }

    private TlsClient client() throws Exception {
        return TlsClient.connect(proxy.port("smtp"));
    }

    private void start(String listener, String more) throws Exception {
        proxy = new Proxy(
                new ConfigurationLoader(Map.of())
                        .loadText("""
                        smtpward {
                          listeners = [ { name = smtp, address = "[::]:0", tls = off, %s } ]
                          backend { address = "127.0.0.1:%d", tls = never }
                          admin.address = off
                          %s
                        }
                        """.formatted(listener, backend.port(), more), "test")
                        .configuration(),
                events);
        proxy.start();
        assertThat(proxy.places()).containsExactly("smtp at [::]:" + proxy.port("smtp"));
    }
}
