package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smtpward.real.Machines.CLIENT;
import static org.smtpward.real.Machines.CLIENT_SIX;
import static org.smtpward.real.Machines.FRONT;
import static org.smtpward.real.Machines.FRONT_SIX;
import static org.smtpward.real.Machines.NET_RAW;
import static org.smtpward.real.Machines.OTHER_CLIENT;
import static org.smtpward.real.Machines.OTHER_CLIENT_SIX;
import static org.smtpward.real.Machines.SERVER;
import static org.smtpward.real.Machines.SERVER_SIX;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.lab.NetworkHost;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * {@code backend.source.mode = transparent} with sendmail on a machine of its own, whose gateway smtpward runs on; the rules are
 * those of {@code smtpward network up}, by nftables and by iptables.
 */
@RealParts
class GatewayIT {
    @RegisterExtension
    private final Machines machines = new Machines();

    private NetworkHost server;

    @BeforeEach
    void prepare() {
        server = machines.server();
    }

    @ParameterizedTest
    @CsvSource({
        "nft, " + CLIENT + ", " + FRONT + ", " + SERVER + ", [10.9.1.2]",
        "iptables, " + CLIENT + ", " + FRONT + ", " + SERVER + ", [10.9.1.2]",
        "nft, " + CLIENT_SIX + ", " + FRONT_SIX + ", " + SERVER_SIX + ", [IPv6:fd00:9:1:0:0:0:0:2]",
        "iptables, " + CLIENT_SIX + ", " + FRONT_SIX + ", " + SERVER_SIX + ", [IPv6:fd00:9:1:0:0:0:0:2]"
    })
    void sendmailSeesTheClient(String filter, String client, String front, String at, String seen) throws Exception {
        String config = config(filter, "address = \"%s\"".formatted(port(front, 0)), at);
        machines.network("up", config);
        try (Sendmail sendmail = sendmail(at);
                Program proxy = Program.startIn(machines.host(), NET_RAW, "run", "--config", config)) {
            Endpoint endpoint = Endpoint.at(front, proxy.awaitListening(), client);
            Tool.Output mail = Swaks.tryTo(machines.clients(), endpoint, "bob@example.test");
            assertThat(mail.exitCode()).as(mail.text()).isZero();
            assertThat(sendmail.messages()).singleElement().satisfies(message -> assertThat(message.text())
                    .contains("Received: from client.test (" + seen));
        }
    }

    /** Nobody has to learn a new address: the gateway takes what is for sendmail's. As for a host that no JVM runs on. */
    @ParameterizedTest
    @CsvSource({
        "nft, " + CLIENT + ", " + SERVER + ", 0.0.0.0, [10.9.1.2]",
        "iptables, " + CLIENT + ", " + SERVER + ", 0.0.0.0, [10.9.1.2]",
        "nft, " + CLIENT_SIX + ", " + SERVER_SIX + ", ::1, [IPv6:fd00:9:1:0:0:0:0:2]",
        "iptables, " + CLIENT_SIX + ", " + SERVER_SIX + ", ::1, [IPv6:fd00:9:1:0:0:0:0:2]"
    })
    void itTakesWhatIsForTheServer(String filter, String client, String at, String any, String seen) throws Exception {
        for (String forward : new String[] {"net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"}) {
            machines.host().sysctl(forward, "1");
        }
        String listener = "address = \"%s\", tproxy = \"%s\"".formatted(port(any, 2750), port(at, 25));
        String config = config(filter, listener, at);
        Endpoint theirs = Endpoint.at(at, 25, client);
        try (Sendmail sendmail = sendmail(at)) {
            machines.network("up", config);
            try (Program proxy = Program.startIn(machines.host(), NET_RAW, "run", "--config", config)) {
                proxy.awaitListening();
                Tool.Output mail = Swaks.tryTo(machines.clients(), theirs, "bob@example.test");
                assertThat(mail.exitCode()).as(mail.text()).isZero();
                assertThat(sendmail.messages()).singleElement().satisfies(message -> assertThat(message.text())
                        .contains("Received: from client.test (" + seen));
                proxy.terminate();
                proxy.awaitExit();
                assertThat(proxy.output()).contains("client=" + (client.contains(":") ? "[" + client + "]" : client));
            }
            Tool.Output past = Swaks.tryTo(machines.clients(), theirs, "bob@example.test", "--timeout", "2s");
            assertThat(past.exitCode()).as("past a proxy that is gone").isNotZero();
            machines.network("down", config);
            Tool.Output without = Swaks.tryTo(machines.clients(), theirs, "bob@example.test");
            assertThat(without.exitCode()).as(without.text()).isZero();
            assertThat(sendmail.messages()).hasSize(2);
        }
    }

    /** rp_filter in either strength does no harm; with src_valid_mark the kernel drops what is marked, and check says so. */
    @Test
    void checkFindsWhatDropsMarkedAnswers() throws Exception {
        machines.host().sysctl("net.ipv4.conf.all.rp_filter", "1");
        machines.host().sysctl("net.ipv4.conf.eth1.rp_filter", "1");
        String config = config("auto", "address = \"%s\"".formatted(port(FRONT, 0)), SERVER);
        machines.network("up", config);
        try (Sendmail sendmail = sendmail(SERVER)) {
            Tool.Output well = Program.runIn(machines.host(), NET_RAW, "check", "--config", config);
            assertThat(well.exitCode()).as(well.text()).isZero();
            machines.host().sysctl("net.ipv4.conf.all.src_valid_mark", "1");
            Tool.Output dropped = Program.runIn(machines.host(), NET_RAW, "check", "--config", config);
            assertThat(dropped.exitCode()).as(dropped.text()).isEqualTo(78);
            assertThat(dropped.text())
                    .containsPattern("error +network +the kernel drops marked packets")
                    .contains("\nsysctl -w net/ipv4/conf/all/src_valid_mark=0\n");
            Tool.Output run = Program.runIn(machines.host(), Machines.ROOT, "network", "show", "--config", config);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.text()).endsWith("\nsysctl -w net/ipv4/conf/all/src_valid_mark=0\n");
            assertThat(sendmail.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        CLIENT + ", " + OTHER_CLIENT + ", " + FRONT + ", " + SERVER,
        CLIENT_SIX + ", " + OTHER_CLIENT_SIX + ", " + FRONT_SIX + ", " + SERVER_SIX
    })
    void whoMayRelayStillCanAndNobodyElse(String client, String other, String front, String at) throws Exception {
        String config = config("auto", "address = \"%s\"".formatted(port(front, 0)), at);
        machines.network("up", config);
        try (Sendmail sendmail = Sendmail.start(Sendmail.Options.defaults()
                        .on(server, 25)
                        .at(at)
                        .withAccess("Connect:" + Machines.seen(client) + "\tRELAY"));
                Program proxy = Program.startIn(machines.host(), NET_RAW, "run", "--config", config)) {
            int port = proxy.awaitListening();
            Tool.Output relayed =
                    Swaks.tryTo(machines.clients(), Endpoint.at(front, port, client), "someone@foreign.test");
            assertThat(relayed.exitCode()).as(relayed.text()).isZero();
            Tool.Output refused =
                    Swaks.tryTo(machines.clients(), Endpoint.at(front, port, other), "someone@foreign.test");
            assertThat(refused.text()).contains("550 5.7.1 <someone@foreign.test>... Relaying denied");
            assertThat(sendmail.queue()).hasSize(1);
        }
    }

    private Sendmail sendmail(String at) {
        return Sendmail.start(Sendmail.Options.defaults().on(server, 25).at(at));
    }

    private String config(String filter, String listener, String at) throws IOException {
        return machines.config(
                listener,
                "backend { address = \"%s\", source.mode = transparent }".formatted(port(at, 25)),
                "network.packet-filter = " + filter);
    }

    private static String port(String address, int port) {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
