package org.smtpward.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.ConfigurationLoader;

/** Source addresses of backend connections, by client and configuration. */
class SourcesTest {
    /** Row 25: programs on this machine are as local as without smtpward. Both ends have to be loopback's. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # backend                                                     | client      | destination | source
            address = "127.0.0.1:2525"                                     | 127.0.0.1   | 127.0.0.1   | 127.0.0.1
            address = "127.0.0.1:2525"                                     | 127.0.0.5   | 127.0.0.9   | 127.0.0.1
            address = "127.0.0.1:2525"                                     | 127.25.25.25 | 127.0.0.1  | 127.25.25.25
            address = "127.0.0.1:2525", source.mode = transparent          | 127.25.25.25 | 127.0.0.1  | 127.25.25.25, as a client would
            address = "127.0.0.1:2525"                                     | ::1         | ::1         | 127.0.0.1
            address = "127.0.0.1:2525"                                     | ::ffff:127.0.0.1 | ::ffff:127.0.0.1 | 127.0.0.1
            address = "127.0.0.1:2525"                                     | 127.0.0.1   | 192.0.2.25  | 127.25.25.25
            address = "127.0.0.1:2525"                                     | 192.0.2.25  | 192.0.2.25  | 127.25.25.25
            address = "127.0.0.1:2525"                                     | 192.0.2.25  | 127.0.0.1   | 127.25.25.25
            address = "127.0.0.1:2525"                                     | ::1         | 2001:db8::2 | 127.25.25.25
            address = "localhost:2525"                                     | 127.0.0.1   | 127.0.0.1   | 127.0.0.1
            address = "127.0.0.7:2525"                                     | 127.0.0.1   | 127.0.0.1   | 127.0.0.1
            address = "192.0.2.2:25", source.address = any                 | 127.0.0.1   | 127.0.0.1   | any address
            address = "mail.example:25", source.address = any              | 127.0.0.1   | 127.0.0.1   | any address
            address = "[::1]:2525", source.address = "::2"                 | 127.0.0.1   | 127.0.0.1   | ::1
            address = "127.0.0.1:2525", source.local-clients = as-others   | 127.0.0.1   | 127.0.0.1   | 127.25.25.25
            address = "127.0.0.1:2525", source.mode = transparent          | 127.0.0.5   | 127.0.0.1   | 127.0.0.1
            address = "127.0.0.1:2525", source.mode = transparent          | 192.0.2.1   | 192.0.2.25  | 192.0.2.1, as a client would
            address = "127.0.0.1:2525", source.mode = transparent          | 192.0.2.25  | 127.0.0.1   | 192.0.2.25, as a client would
            address = "192.0.2.2:25", source.mode = transparent            | 127.0.0.1   | 127.0.0.1   | 127.0.0.1, as a client would
            address = "127.0.0.1:2525", source { mode = transparent, local-clients = as-others } | 127.0.0.5 | 127.0.0.1 | 127.0.0.5, as a client would
            address = "127.0.0.1:2525", source.mode = proxy-v2             | 127.0.0.5   | 127.0.0.1   | a PROXY protocol header for 127.0.0.5
            address = "127.0.0.1:2525", source.classes = [ { networks = [ "127.0.0.5" ], address = 127.0.0.3 } ] | 127.0.0.5 | 127.0.0.1 | 127.0.0.3
            address = "127.0.0.1:2525", source.classes = [ { networks = [ "127.0.0.5" ], address = 127.0.0.3 } ] | 127.0.0.6 | 127.0.0.1 | 127.0.0.1
            """)
    void byClient(String backend, String client, String destination, String source) throws Exception {
        assertThat(sources(backend)
                        .of(new Client(end(client), end(destination)), Optional.empty())
                        .label())
                .isEqualTo(source);
    }

    /** PROXY LOCAL: whose connection it is nobody says, and it may be anybody's. */
    @Test
    void aProxyThatNamesNoClientIsNoLocalOne() throws Exception {
        assertThat(sources("address = \"127.0.0.1:2525\"")
                        .of(new Client(end("127.0.0.1"), end("127.0.0.1"), true), Optional.empty())
                        .label())
                .isEqualTo("127.25.25.25");
    }

    /** Each source with what its clients need: r = the backend may relay, m = it must take mail, a = it should. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            address = "127.0.0.1:2525"                                      | 127.25.25.25 m; 127.0.0.1 ra
            address = "127.0.0.1:2525", source.local-clients = as-others    | 127.25.25.25 m
            address = "127.0.0.1:2525", source.allow-relay = true           | 127.25.25.25 rm; 127.0.0.1 ra
            address = "127.0.0.1:2525", source.address = "127.0.0.1"        | 127.0.0.1 m
            address = "127.0.0.1:2525", source.address = any                | any address m; 127.0.0.1 ra
            address = "192.0.2.2:25", source.address = any                  | any address m
            address = "127.0.0.1:2525", source.classes = [ { networks = [ "192.0.2.1" ], address = 127.0.0.3 }, { networks = [ "192.0.2.2" ], address = 127.0.0.4, allow-relay = true } ] | 127.25.25.25 m; 127.0.0.3 m; 127.0.0.4 rm; 127.0.0.1 ra
            address = "127.0.0.1:2525", source.mode = transparent           | 192.0.2.1, as a client would a; 127.0.0.1 ra
            address = "192.0.2.2:25", source.mode = transparent             | 192.0.2.1, as a client would a
            address = "192.0.2.2:25", source { mode = transparent, allow-relay = true } | 192.0.2.1, as a client would r
            address = "127.0.0.1:2525", source.mode = proxy-v1              | a PROXY protocol header for 192.0.2.1 a; a PROXY protocol header for 2001:db8::1 a
            """)
    void allThatAreAskedAbout(String backend, String expected) throws Exception {
        assertThat(sources(backend).all().entrySet().stream()
                        .map(one -> one.getKey().label() + " "
                                + (one.getValue().mayRelay() ? "r" : "")
                                + switch (one.getValue().mail()) {
                                    case REQUIRED -> "m";
                                    case ADVISORY -> "a";
                                    case UNASKED -> "";
                                })
                        .map(String::strip))
                .containsExactly(java.util.Arrays.stream(expected.split(";", -1))
                        .map(String::strip)
                        .toArray(String[]::new));
    }

    private static InetSocketAddress end(String address) {
        return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(address), 25);
    }

    private static Sources sources(String backend) throws Exception {
        return new Sources(new ConfigurationLoader(Map.of())
                .loadText("smtpward.backend { " + backend + " }", "test")
                .configuration()
                .backend());
    }
}
