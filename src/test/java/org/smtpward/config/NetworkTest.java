package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest(name = "{0} has {1} and {2}, not {3} and {4}")
    @CsvSource({
        "192.0.2.0/24,       192.0.2.0,   192.0.2.255,   192.0.1.255, 192.0.3.0",
        "192.0.2.128/25,     192.0.2.128, 192.0.2.255,   192.0.2.127, 192.0.3.128",
        "192.0.2.7,          192.0.2.7,   192.0.2.7,     192.0.2.6,   192.0.2.8",
        "192.0.2.7/32,       192.0.2.7,   192.0.2.7,     192.0.2.6,   192.0.2.8",
        "0.0.0.0/0,          0.0.0.0,     255.255.255.255, ::,        2001:db8::1",
        "128.0.0.0/1,        128.0.0.0,   255.255.255.255, 127.255.255.255, ::1",
        "2001:db8::/32,      2001:db8::,  2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db7:ffff::, 2001:db9::",
        "2001:db8:0:1::/64,  2001:db8:0:1::, 2001:db8:0:1:ffff::, 2001:db8:0:0:ffff::, 2001:db8:0:2::",
        "::1,                ::1,         0:0:0:0:0:0:0:1, ::,        ::2",
        "::/0,               ::,          ffff::,        192.0.2.1,   0.0.0.0",
        "fe80::/10,          fe80::,      febf:ffff::,   fec0::,      fe7f::",
    })
    void containsItsAddressesAndNoOther(String written, String first, String last, String oneBefore, String oneBehind) {
        Network network = Network.parse(written);
        assertThat(network.contains(address(first))).isTrue();
        assertThat(network.contains(address(last))).isTrue();
        assertThat(network.contains(address(oneBefore))).isFalse();
        assertThat(network.contains(address(oneBehind))).isFalse();
    }

    /** As a socket for both protocols may name an IPv4 client. */
    @Test
    void anIpv4MappedAddressIsTheIpv4Address() throws UnknownHostException {
        byte[] octets = new byte[16];
        octets[10] = (byte) 0xff;
        octets[11] = (byte) 0xff;
        System.arraycopy(address("192.0.2.7").getAddress(), 0, octets, 12, 4);
        InetAddress mapped = Inet6Address.getByAddress(null, octets, -1);
        assertThat(mapped).isInstanceOf(Inet6Address.class);
        assertThat(Network.parse("192.0.2.0/24").contains(mapped)).isTrue();
        assertThat(Network.parse("192.0.3.0/24").contains(mapped)).isFalse();
        assertThat(Network.parse("::/0").contains(mapped)).isFalse();
        assertThat(Network.parse("::ffff:192.0.2.7")).isEqualTo(Network.parse("192.0.2.7"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0/24",
        "192.0.2.7, 192.0.2.7/32",
        "2001:DB8:0:0::/32, 2001:db8::/32",
        "::1, ::1/128",
    })
    void isReadAndWritten(String text, String written) {
        assertThat(Network.parse(text)).hasToString(written).isEqualTo(Network.parse(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/24",
                "192.0.2.0/",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/255.255.255.0",
                "192.0.2/24",
                "192.0.2.256",
                "2001:db8::/129",
                "2001:db8:/32",
                "[2001:db8::]/32",
                "fe80::1%eth0",
                "::ffff:192.0.2.0/120",
                "localhost",
                " 192.0.2.0/24",
                "192.0.2.0/24\n",
                // One address, or a network? It has to be said.
                "192.0.2.1/24",
                "2001:db8::1/32",
                "128.0.0.0/0",
            })
    void isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.parse(text));
    }

    private static InetAddress address(String text) {
        return io.netty.util.NetUtil.createInetAddressFromIpAddressString(text);
    }
}
