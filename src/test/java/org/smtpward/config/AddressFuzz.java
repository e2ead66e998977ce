package org.smtpward.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Networks and places are read as they are written out again, and a network has those addresses that share its first bits. The
 * input is a text; its last octets are an address, too.
 */
class AddressFuzz {
    @FuzzTest
    void whatIsReadIsWhatIsWritten(byte[] input) throws UnknownHostException {
        String text = new String(input, UTF_8);
        Optional<HostPort> place = parse(HostPort::parse, text);
        place.ifPresent(read -> {
            assertThat(HostPort.parse(read.toString())).isEqualTo(read);
            assertThat(text.replaceFirst(":\\d+$", "")).isIn(read.host(), "[" + read.host() + "]");
            assertThat(Integer.parseInt(portAsWritten(text))).isEqualTo(read.port());
        });
        Optional<Network> network = parse(Network::parse, text);
        if (network.isPresent()) {
            assertThat(Network.parse(network.get().toString())).isEqualTo(network.get());
            assertContains(network.get(), input, 4);
            assertContains(network.get(), input, 16);
            assertThat(network.get().contains(network.get().first())).isTrue();
        }
    }

    private static String portAsWritten(String text) {
        return text.substring(text.lastIndexOf(':') + 1);
    }

    /** The last octets as an address. */
    private static void assertContains(Network network, byte[] input, int octets) throws UnknownHostException {
        if (input.length >= octets) {
            byte[] last = Arrays.copyOfRange(input, input.length - octets, input.length);
            InetAddress address = Network.plain(InetAddress.getByAddress(last));
            byte[] own = network.first().getAddress();
            byte[] other = address.getAddress();
            int behind = own.length * 8 - network.prefixLength();
            boolean expected = own.length == other.length
                    && new BigInteger(1, own).shiftRight(behind).equals(new BigInteger(1, other).shiftRight(behind));
            assertThat(network.contains(address))
                    .as("%s in %s", address, network)
                    .isEqualTo(expected);
        }
    }

    private static <T> Optional<T> parse(Function<String, T> parser, String text) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
