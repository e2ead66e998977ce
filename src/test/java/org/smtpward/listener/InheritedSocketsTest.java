package org.smtpward.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.HostPort;
import org.smtpward.config.ListenerOptions;
import org.smtpward.config.ListenerTls;

/** Whose a socket of the service manager is, and what is said when it is nobody's. */
class InheritedSocketsTest {
    private static final long US = 4711;
    private static final ListenerOptions SMTP = listener("smtp", "0.0.0.0:25");
    private static final ListenerOptions SUBMISSION = listener("submission", "192.0.2.1:587");
    private static final List<ListenerOptions> BOTH = List.of(SMTP, SUBMISSION);

    @Test
    void withoutTheVariablesThereAreNone() throws Exception {
        assertThat(InheritedSockets.of(Map.of(), US).assign(BOTH)).isEmpty();
        assertThat(InheritedSockets.none().assign(BOTH)).isEmpty();
    }

    /** A child sees its parent's environment. */
    @Test
    void whatIsForAnotherProcessIsNotForUs() throws Exception {
        assertThat(InheritedSockets.of(Map.of("LISTEN_PID", "4710", "LISTEN_FDS", "1"), US)
                        .assign(BOTH))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    4711 | x    | -   | LISTEN_FDS is no number
                    4711 | -1   | -   | LISTEN_FDS is no number
                    4711 | 9999 | -   | LISTEN_FDS is more than 1000
                    x    | 1    | -   | LISTEN_PID is no number
                    4711 | 2    | smtp | LISTEN_FDS says 2, and LISTEN_FDNAMES has 1 names
                    """)
    void variablesThatAreWrongAreSaidToBe(String pid, String count, String names, String why) {
        Map<String, String> environment = names == null
                ? Map.of("LISTEN_PID", pid, "LISTEN_FDS", count)
                : Map.of("LISTEN_PID", pid, "LISTEN_FDS", count, "LISTEN_FDNAMES", names);
        assertThatThrownBy(() -> InheritedSockets.of(environment, US).assign(BOTH))
                .isInstanceOf(InheritanceException.class)
                .hasMessage(why);
    }

    @Test
    void aNameIsTheListeners() throws Exception {
        assertThat(assigned(at("submission", "192.0.2.1", 10_587), at("smtp", "0.0.0.0", 10_025)))
                .containsExactlyInAnyOrderEntriesOf(Map.of("submission", 10_587, "smtp", 10_025));
    }

    @Test
    void withoutANameTheAddressIs() throws Exception {
        assertThat(assigned(at("unknown", "192.0.2.1", 587))).isEqualTo(Map.of("submission", 587));
        assertThat(assigned(at("smtpward.socket", "192.0.2.1", 587))).isEqualTo(Map.of("submission", 587));
    }

    /** ListenStream=25 makes such a socket. */
    @Test
    void aSocketForBothKindsOfAddressesIsTheListenersForOne() throws Exception {
        assertThat(assigned(at("smtpward.socket", "::", 25))).isEqualTo(Map.of("smtp", 25));
    }

    /** One of them for IPv4, the other for IPv6 alone. */
    @Test
    void ofListenersAtEveryAddressTheFamilyDecides() throws Exception {
        var four = listener("four", "0.0.0.0:25");
        var six = new ListenerOptions(
                "six", HostPort.parse("[::]:25"), ListenerTls.STARTTLS, List.of(), Optional.empty(), true);
        var atSix = new InheritedSocket(3, "unknown", new InetSocketAddress("::", 25), true);
        var atFour = new InheritedSocket(4, "unknown", new InetSocketAddress("0.0.0.0", 25), false);
        assertThat(InheritedSockets.assign(List.of(atSix, atFour), List.of(four, six)))
                .isEqualTo(Map.of("six", atSix, "four", atFour));
    }

    /** One unit with two addresses gives both the same name. */
    @Test
    void ofSocketsWithOneNameTheAddressDecides() throws Exception {
        assertThat(assigned(at("smtp", "0.0.0.0", 25), at("smtp", "192.0.2.1", 587)))
                .isEqualTo(Map.of("smtp", 25, "submission", 587));
    }

    @Test
    void aNameThatNoListenerHasIsAnError() {
        assertThatThrownBy(() -> assigned(at("smpt", "0.0.0.0", 25)))
                .isInstanceOf(InheritanceException.class)
                .hasMessageContaining("descriptor 3 is called smpt (FileDescriptorName=), and no listener is")
                .hasMessageEndingWith("there is smtp at 0.0.0.0:25, submission at 192.0.2.1:587");
    }

    @Test
    void anAddressThatNoListenerHasIsAnError() {
        assertThatThrownBy(() -> assigned(at("smtpward.socket", "192.0.2.9", 25)))
                .isInstanceOf(InheritanceException.class)
                .hasMessageStartingWith("descriptor 3 (smtpward.socket) listens on 192.0.2.9:25, where no listener is");
    }

    @Test
    void twoSocketsOfOneListenerAreAnError() {
        assertThatThrownBy(() -> assigned(at("smtp", "0.0.0.0", 26), at("unknown", "::", 25)))
                .isInstanceOf(InheritanceException.class)
                .hasMessage("descriptors 3 and 4 are both the listener smtp's; a listener has one address");
    }

    /** The kernel's rules have the listener's address. */
    @Test
    void withTproxyTheAddressHasToBeTheListeners() throws Exception {
        var tproxy = new ListenerOptions(
                "smtp",
                HostPort.parse("127.0.0.1:2750"),
                ListenerTls.OFF,
                List.of(),
                Optional.of(HostPort.parse("0.0.0.0:25")));
        assertThat(InheritedSockets.assign(List.of(at("smtp", "127.0.0.1", 2750).at(3)), List.of(tproxy)))
                .containsOnlyKeys("smtp");
        assertThatThrownBy(() -> InheritedSockets.assign(
                        List.of(at("smtp", "127.0.0.1", 2751).at(3)), List.of(tproxy)))
                .isInstanceOf(InheritanceException.class)
                .hasMessageContaining("the kernel is told of its own address, 127.0.0.1:2750");
    }

    private record Sketch(String name, String host, int port) {
        InheritedSocket at(int descriptor) {
            return new InheritedSocket(descriptor, name, new InetSocketAddress(host, port), false);
        }
    }

    private static Sketch at(String name, String host, int port) {
        return new Sketch(name, host, port);
    }

    /** The ports, by listener. */
    private static Map<String, Integer> assigned(Sketch... sketches) throws InheritanceException {
        var sockets = new java.util.ArrayList<InheritedSocket>();
        for (Sketch sketch : sketches) {
            sockets.add(sketch.at(3 + sockets.size()));
        }
        return InheritedSockets.assign(sockets, BOTH).entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().address().getPort()));
    }

    private static ListenerOptions listener(String name, String address) {
        return new ListenerOptions(name, HostPort.parse(address), ListenerTls.STARTTLS, List.of(), Optional.empty());
    }
}
