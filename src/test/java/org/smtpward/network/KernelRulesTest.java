package org.smtpward.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.NetworkOptions;
import org.smtpward.config.PacketFilter;

/** Which rules a configuration needs, and what is known again of them in the words of {@code ip}, {@code nft}, {@code iptables}. */
class KernelRulesTest {
    private static final NetworkOptions NUMBERS = new NetworkOptions(PacketFilter.AUTO, 0xabc, 77, 99);
    private static final Set<String> OUR_ADDRESSES = Set.of("10.0.0.1", "2001:db8:0:0:0:0:0:1");

    /** A backend, a listener, and what that takes of routing rules and packet filter rules. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        on loopback        | 127.0.0.1:2525     | 0.0.0.0:25         | from 127.0.0.1 iif lo                              | -
        here, reachable    | 10.0.0.1:2525      | 0.0.0.0:25         | from 10.0.0.1 iif lo ipproto 6 sport 2525        | -
        elsewhere          | 10.0.0.9:25        | 0.0.0.0:25         | from all fwmark 0xabc                              | ip saddr 10.0.0.9 tcp sport 25 socket transparent 1 meta mark set 0xabc accept
        IPv6 on loopback   | [::1]:2525         | [2001:db8::1]:25   | from ::1 iif lo                                    | -
        IPv6 elsewhere     | [2001:db8::9]:25   | [2001:db8::1]:25   | from all fwmark 0xabc                              | ip6 saddr 2001:db8::9 tcp sport 25 socket transparent 1 meta mark set 0xabc accept
        """)
    void theBackendDecides(String name, String backend, String listener, String selector, String rule)
            throws ConfigurationException {
        Needs needs = needs("address = \"%s\"".formatted(listener), backend);
        Family family = backend.startsWith("[") ? Family.IPV6 : Family.IPV4;
        String commands = text(Routing.of(family, NUMBERS, needs).look("", "", Set.of("77")));
        assertThat(commands)
                .isEqualTo(
                        "ip %1$s rule add priority 99 %2$s lookup 77\nip %1$s route add local default dev lo table 77"
                                .formatted(family.option(), selector));
        Nftables nftables = Nftables.of(NUMBERS, needs);
        assertThat(nftables.isNothing()).isEqualTo(rule == null);
        if (rule != null) {
            assertThat(text(nftables.look(""))).contains("    " + rule + " comment \"smtpward-");
        }
        Family other = family == Family.IPV4 ? Family.IPV6 : Family.IPV4;
        assertThat(Routing.of(other, NUMBERS, needs).isNothing()).isTrue();
    }

    @Test
    void turnedConnectionsOfThisMachineNeedNoMark() throws ConfigurationException {
        Needs needs = needs("address = \"127.0.0.1:2750\", tproxy = \"0.0.0.0:25\"", "127.0.0.1:25");
        assertThat(text(Nftables.of(NUMBERS, needs).look("")))
                .contains("iifname != \"lo\" meta nfproto ipv4 fib daddr type local tcp dport 25"
                        + " tproxy ip to 127.0.0.1:2750 accept comment")
                .contains("iifname != \"lo\" meta nfproto ipv4 fib daddr type local tcp dport 25 drop comment");
        assertThat(text(Iptables.of(Family.IPV4, NUMBERS, needs).look("")))
                .contains(" ! -i lo -m addrtype --dst-type LOCAL -p tcp --dport 25"
                        + " -j TPROXY --on-port 2750 --on-ip 127.0.0.1\n")
                .endsWith("\niptables -t mangle -I PREROUTING 1 -j SMTPWARD");
        assertThat(Iptables.of(Family.IPV6, NUMBERS, needs).isNothing()).isTrue();
        assertThat(MarkedAnswers.obstacles(needs)).isEmpty();
    }

    @Test
    void thoseForAnotherMachineDo() throws ConfigurationException {
        Needs needs = needs("address = \"0.0.0.0:2750\", tproxy = \"10.0.0.9:25\"", "127.0.0.1:25");
        assertThat(text(Nftables.of(NUMBERS, needs).look("")))
                .contains("iifname != \"lo\" ip daddr 10.0.0.9 tcp dport 25"
                        + " tproxy ip to :2750 meta mark set 0xabc accept comment");
        assertThat(text(Iptables.of(Family.IPV4, NUMBERS, needs).look("")))
                .contains(" ! -i lo -d 10.0.0.9 -p tcp --dport 25 -j TPROXY --on-port 2750 --tproxy-mark 0xabc\n");
        assertThat(text(Routing.of(Family.IPV4, NUMBERS, needs).look("", "", Set.of("77"))))
                .contains("from 127.0.0.1 iif lo")
                .contains("from all fwmark 0xabc");
    }

    @Test
    void whereTheBackendSeesUsNothingIsNeeded() throws ConfigurationException {
        Needs needs = Needs.of(
                new ConfigurationLoader(Map.of())
                        .loadText(
                                "smtpward.listeners = [ { name = smtp, address = \"0.0.0.0:25\", tls = off } ]", "test")
                        .configuration(),
                KernelRulesTest::isOurs);
        assertThat(needs.isNothing()).isTrue();
    }

    @Test
    void aBackendWhosePortIsTurnedMustBeOnLoopback() throws ConfigurationException {
        String turned = "address = \"0.0.0.0:2750\", tproxy = \"0.0.0.0:25\"";
        assertThat(needs(turned, "10.0.0.1:25").contradiction())
                .get()
                .asString()
                .contains("Take 127.0.0.1:25");
        assertThat(needs(turned, "10.0.0.1:26").contradiction()).isEmpty();
        assertThat(needs(turned, "127.0.0.1:25").contradiction()).isEmpty();
        assertThat(needs(turned, "10.0.0.9:25").contradiction()).isEmpty();
    }

    @Test
    void routingIsKnownAgain() throws ConfigurationException {
        Routing routing = Routing.of(Family.IPV4, NUMBERS, needs("address = \"0.0.0.0:25\"", "127.0.0.1:2525"));
        Inventory inventory = routing.look("""
                0:\tfrom all lookup local
                99:\tfrom 127.0.0.1 iif lo lookup smtpward
                99:\tfrom all fwmark 0xabc lookup 77
                99:\tfrom 10.0.0.0/8 lookup 100
                99:\tfrom 127.0.0.1 iif lo lookup mail
                32766:\tfrom all lookup main
                """, "local default dev lo scope host \n", Set.of("77", "smtpward"));
        assertThat(inventory.present()).hasSize(2);
        assertThat(inventory.missing()).isEmpty();
        assertThat(inventory.stale())
                .singleElement()
                .hasToString("ip -4 rule del priority 99 from all fwmark 0xabc lookup 77");
    }

    /** As ip has it with and without names for protocols. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ipproto-6", "6"})
    void theRuleForAPortIsKnownAgain(String protocol) throws ConfigurationException {
        Routing routing = Routing.of(Family.IPV4, NUMBERS, needs("address = \"0.0.0.0:25\"", "10.0.0.1:2525"));
        String rule = "99:\tfrom 10.0.0.1 iif lo ipproto " + protocol + " sport 2525 lookup 77\n";
        assertThat(routing.look(rule, "local default dev lo\n", Set.of("77")).missing())
                .isEmpty();
        assertThat(routing.look(rule, "local default dev lo\n", Set.of("78")).missing())
                .hasSize(1);
    }

    /** One that accepts before ours would let clients past. */
    @Test
    void theJumpHasToBeTheFirst() throws ConfigurationException {
        Iptables iptables = Iptables.of(
                Family.IPV4, NUMBERS, needs("address = \"127.0.0.1:2750\", tproxy = \"0.0.0.0:25\"", "127.0.0.1:25"));
        String chain = iptables.look("").missing().getFirst().input();
        String jump = "-A PREROUTING -j SMTPWARD\n";
        String accept = "-A PREROUTING -i eth0 -j ACCEPT\n";
        assertThat(iptables.look(jump + accept + chain).missing()).isEmpty();
        Inventory later = iptables.look(accept + jump + chain);
        assertThat(later.missing()).singleElement().hasToString("iptables -t mangle -I PREROUTING 1 -j SMTPWARD");
        assertThat(later.stale()).singleElement().hasToString("iptables -t mangle -D PREROUTING -j SMTPWARD");
    }

    @Test
    void whoIsTurnedByIpv4AloneIsTold() throws ConfigurationException {
        assertThat(needs("address = \"0.0.0.0:2750\", tproxy = \"0.0.0.0:25\"", "127.0.0.1:25")
                        .leavesOutIpv6())
                .isTrue();
        assertThat(needs("address = \"0.0.0.0:2750\", tproxy = \"10.0.0.9:25\"", "127.0.0.1:25")
                        .leavesOutIpv6())
                .isFalse();
        assertThat(needs("address = \"0.0.0.0:25\"", "127.0.0.1:2525").leavesOutIpv6())
                .isFalse();
    }

    /** A rule that somebody has changed is none of ours any more. */
    @Test
    void filterRulesAreKnownAgainByTheirComments() throws ConfigurationException {
        Needs needs = needs("address = \"0.0.0.0:25\"", "10.0.0.9:25");
        Nftables nftables = Nftables.of(NUMBERS, needs);
        String loaded = nftables.look("").missing().getFirst().input();
        assertThat(nftables.look(loaded).missing()).isEmpty();
        assertThat(nftables.look(loaded.replace("smtpward-", "other-")).missing())
                .hasSize(1);
        assertThat(nftables.look(loaded + loaded).missing()).hasSize(1);
        Iptables iptables = Iptables.of(Family.IPV4, NUMBERS, needs);
        String restored = iptables.look("").missing().getFirst().input();
        assertThat(iptables.look(restored + "-A PREROUTING -j SMTPWARD\n").missing())
                .isEmpty();
        assertThat(iptables.look(restored).missing())
                .singleElement()
                .hasToString("iptables -t mangle -I PREROUTING 1 -j SMTPWARD");
    }

    /** docs/network.md has these very commands, with the numbers of the defaults. */
    @Test
    void theDocumentationIsTrue() throws Exception {
        String page = Files.readString(Path.of("docs/network.md"));
        var numbers = new NetworkOptions(PacketFilter.AUTO, 2525, 2525, 2525);
        Needs here = needs("address = \"127.0.0.1:25\"", "127.0.0.1:2525");
        Needs six = needs("address = \"[::1]:25\"", "[::1]:2525");
        Needs elsewhere = needs("address = \"127.0.0.1:25\"", "10.9.2.2:25");
        assertThat(page)
                .contains("\n" + text(Routing.of(Family.IPV4, numbers, here).look("", "", Set.of("2525"))) + "\n")
                .contains("\n" + text(Routing.of(Family.IPV6, numbers, six).look("", "", Set.of("2525"))) + "\n")
                .contains(
                        "\n" + text(Routing.of(Family.IPV4, numbers, elsewhere).look("", "", Set.of("2525"))) + "\n")
                .contains("\n" + text(Nftables.of(numbers, elsewhere).look("")) + "\n")
                .contains(
                        "\n" + text(Iptables.of(Family.IPV4, numbers, elsewhere).look("")) + "\n");
    }

    private static Needs needs(String listener, String backend) throws ConfigurationException {
        String text = """
                smtpward {
                  listeners = [ { name = smtp, tls = off, %s } ]
                  backend { address = "%s", source.mode = transparent }
                }
                """.formatted(listener, backend);
        return Needs.of(
                new ConfigurationLoader(Map.of()).loadText(text, "test").configuration(), KernelRulesTest::isOurs);
    }

    private static boolean isOurs(InetAddress address) {
        return OUR_ADDRESSES.contains(address.getHostAddress());
    }

    private static String text(Inventory inventory) {
        return inventory.missing().stream().map(ShellCommand::toString).collect(Collectors.joining("\n"));
    }
}
