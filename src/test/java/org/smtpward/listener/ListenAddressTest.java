package org.smtpward.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.HostPort;

/** What an address of the configuration means on a machine. */
class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:25,  false, true,  0.0.0.0:25,  IPV4",
        "'[::]:25',   false, true,  '[::]:25',   BOTH",
        "'[::]:25',   true,  true,  '[::]:25',   IPV6",
        "'[::1]:25',  false, true,  '[::1]:25',  IPV6",
        "'[::]:25',   false, false, 0.0.0.0:25,  IPV4",
        "'[::]:25',   true,  false, '[::]:25',   IPV6",
        "'[::1]:25',  false, false, '[::1]:25',  IPV6",
        "127.0.0.1:0, false, false, 127.0.0.1:0, IPV4"
    })
    void isForTheFamiliesThatItSays(
            String configured, boolean ipv6Only, boolean hasIpv6, String address, Families families) throws Exception {
        ListenAddress place = ListenAddress.of(HostPort.parse(configured), ipv6Only, hasIpv6);
        assertThat(place.hostPort().toString()).isEqualTo(address);
        assertThat(place.families()).isEqualTo(families);
    }

    /** Where localhost is both, IPv4 comes first. */
    @Test
    void ofANameItIsTheFirstIpv4Address() throws Exception {
        var name = HostPort.parse("localhost:25");
        assertThat(ListenAddress.of(name, false, true).address()).isEqualTo(InetAddress.getByName("127.0.0.1"));
        assertThat(ListenAddress.addresses(name)).startsWith(InetAddress.getByName("127.0.0.1"));
    }

    @Test
    void aNameWithoutAnAddressIsNone() {
        assertThatThrownBy(() -> ListenAddress.of(HostPort.parse("nowhere.invalid:25"), false, true))
                .isInstanceOf(UnknownHostException.class);
    }
}
