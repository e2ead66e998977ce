package org.smtpward.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.Network;

class UntouchablesTest {
    private static final String TEXT = """
            smtpward {
              listeners = [ { name = mx, address = "0.0.0.0:25", tls = off, proxy-protocol = on, trusted-proxies = [ "10.1.0.0/16" ] } ]
              backend {
                address = "198.51.100.25:25"
                source {
                  address = "203.0.113.5"
                  classes = [ { networks = [ "172.16.0.0/12" ], address = "203.0.113.6" } ]
                  probe.addresses = [ "192.0.2.1", "2001:db8::1" ]
                }
              }
              limits.exempt-networks = [ "10.9.0.0/16", "2001:db8:9::/48" ]
            }
            """;

    private final Untouchables untouchables;

    UntouchablesTest() throws ConfigurationException {
        untouchables = Untouchables.of(
                new ConfigurationLoader(Map.of()).loadText(TEXT, "test").configuration());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1         | 127.0.0.0/8 (loopback)
            ::1               | ::1/128 (loopback)
            10.9.3.0/24       | 10.9.0.0/16 (limits.exempt-networks)
            2001:db8::/32     | 2001:db8:9::/48 (limits.exempt-networks)
            10.0.0.0/8        | 10.9.0.0/16 (limits.exempt-networks)
            10.1.2.3          | 10.1.0.0/16 (trusted-proxies of the listener mx)
            198.51.100.0/24   | 198.51.100.25/32 (backend.address)
            203.0.113.4/31    | 203.0.113.5/32 (backend.source.address)
            203.0.113.6       | 203.0.113.6/32 (backend.source.classes)
            192.0.2.0/24      | 192.0.2.1/32 (backend.source.probe.addresses)
            """)
    void aBanThatWouldHitOneIsRefusedAndToldWhy(String network, String why) {
        assertThat(untouchables.inTheWayOf(Network.parse(network))).contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"172.16.0.0/12", "203.0.113.8/29", "10.2.0.0/16", "2001:db9::/32", "192.0.2.128/25"})
    void nobodyIsInTheWayOfAnother(String network) {
        assertThat(untouchables.inTheWayOf(Network.parse(network))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.8.9.10", "::1", "10.9.1.1", "10.1.1.1", "::ffff:10.1.1.1", "198.51.100.25", "2001:db8::1"})
    void noBanHitsThem(String address) {
        assertThat(untouchables.have(NetUtil.createInetAddressFromIpAddressString(address)))
                .isTrue();
    }

    @Test
    void itsNeighboursAreHit() {
        assertThat(untouchables.have(NetUtil.createInetAddressFromIpAddressString("198.51.100.26")))
                .isFalse();
    }
}
