package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who belongs to a class of clients. */
class SourceClassTest {
    @ParameterizedTest
    @CsvSource({"192.0.2.0, true", "192.0.2.255, true", "192.0.3.0, false", "2001:db8::1, false"})
    void byNetwork(String client, boolean member) throws Exception {
        var one = new SourceClass(List.of(Network.parse("192.0.2.0/24")), List.of(), address("127.0.0.3"), true);
        assertThat(one.has(address(client), Optional.empty())).isEqualTo(member);
    }

    /** Names are compared as names: blanks and case do not tell them apart, but parts do. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CN=relay.example,O=Example    | true
            cn=Relay.Example, o=example   | true
            O=Example,CN=relay.example    | false
            CN=relay.example              | false
            CN=relay.example,O=Example,C=DE | false
            no name at all                | false
            """)
    void byCertificate(String subject, boolean member) throws Exception {
        var one = new SourceClass(List.of(), List.of("CN=relay.example,O=Example"), address("127.0.0.3"), true);
        assertThat(one.has(address("192.0.2.1"), Optional.of(subject))).isEqualTo(member);
    }

    @Test
    void aStarIsEveryVerifiedCertificateAndNobodyWithout() throws Exception {
        var one = new SourceClass(List.of(), List.of("*"), address("127.0.0.3"), true);
        assertThat(one.has(address("192.0.2.1"), Optional.of("CN=any"))).isTrue();
        assertThat(one.has(address("192.0.2.1"), Optional.empty())).isFalse();
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }
}
