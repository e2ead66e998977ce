package org.smtpward.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.backend.Client;

/** Whom a trusted proxy may name: never a program of this machine, unless it is one itself. */
class NamedClientTest {
    @ParameterizedTest
    @CsvSource({
        "TCP4, 192.0.2.7, 10.0.0.1",
        "TCP6, 2001:db8::7, 2001:db8::25",
        "TCP4, 127.0.0.1, 127.0.0.1",
        "TCP6, ::1, ::1"
    })
    void isBelieved(HAProxyProxiedProtocol protocol, String client, String proxy) throws Exception {
        Client named = NamedClient.of(header(protocol, client, proxy), connection(proxy));
        assertThat(named.address()).isEqualTo(new InetSocketAddress(InetAddress.getByName(client), 4711));
        assertThat(named.destination()).isEqualTo(new InetSocketAddress(InetAddress.getByName(proxy), 25));
    }

    /** RFC 4291 §2.5.5.2: limits, networks and the backend know it by that address alone. */
    @Test
    void aMappedAddressIsTheIpv4AddressInIt() throws Exception {
        Client named = NamedClient.of(
                header(HAProxyProxiedProtocol.TCP6, "::ffff:192.0.2.7", "::ffff:10.0.0.1"), connection("10.0.0.1"));
        assertThat(named.address().getAddress()).isEqualTo(InetAddress.getByName("192.0.2.7"));
    }

    @ParameterizedTest
    @CsvSource({"TCP4, 127.0.0.1", "TCP4, 127.1.2.3", "TCP6, ::1", "TCP6, ::ffff:127.0.0.1"})
    void aProxyElsewhereCannotNameThisMachine(HAProxyProxiedProtocol protocol, String client) {
        assertThatThrownBy(() -> NamedClient.of(
                        header(protocol, client, protocol == HAProxyProxiedProtocol.TCP4 ? "192.0.2.1" : "2001:db8::1"),
                        connection("10.0.0.1")))
                .isInstanceOf(NamedClient.Implausible.class)
                .hasMessageContaining("this machine alone");
    }

    @ParameterizedTest
    @CsvSource({"TCP4, 0.0.0.0", "TCP4, 224.0.0.1", "TCP6, ::", "TCP6, ff02::1"})
    void addressesThatNoClientHas(HAProxyProxiedProtocol protocol, String client) {
        assertThatThrownBy(() -> NamedClient.of(
                        header(protocol, client, protocol == HAProxyProxiedProtocol.TCP4 ? "192.0.2.1" : "2001:db8::1"),
                        connection("10.0.0.1")))
                .isInstanceOf(NamedClient.Implausible.class)
                .hasMessageContaining("no client can have");
    }

    @Test
    void whoIsUnknownIsNotTakenForTheProxy() {
        var header = new HAProxyMessage(
                HAProxyProtocolVersion.V1, HAProxyCommand.PROXY, HAProxyProxiedProtocol.UNKNOWN, null, null, 0, 0);
        assertThatThrownBy(() -> NamedClient.of(header, connection("10.0.0.1")))
                .isInstanceOf(NamedClient.Implausible.class)
                .hasMessageContaining("no TCP client");
    }

    private static HAProxyMessage header(HAProxyProxiedProtocol protocol, String client, String destination) {
        return new HAProxyMessage(
                HAProxyProtocolVersion.V2, HAProxyCommand.PROXY, protocol, client, destination, 4711, 25);
    }

    private static Client connection(String proxy) throws Exception {
        return new Client(
                new InetSocketAddress(InetAddress.getByName(proxy), 50_000),
                new InetSocketAddress(InetAddress.getByName("10.0.0.2"), 25));
    }
}
