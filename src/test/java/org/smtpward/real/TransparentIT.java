package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.lab.NetworkHost;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * {@code backend.source.mode = transparent}: sendmail sees the client's own address, so that its log, its access map and its
 * pauses work as without the proxy, which runs without root. The rules are those of docs/network.md.
 */
@RealParts
class TransparentIT {
    private static final String IPV4 = "10.9.1.2";
    private static final String IPV6 = "fd00:9:1::2";
    private static final String OTHER = "10.9.1.3";

    private static final List<String> NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
    private static final List<String> NET_RAW = List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=-all,+net_raw",
            "--ambient-caps=-all,+net_raw",
            "--bounding-set=-all,+net_raw",
            "--");

    @TempDir
    private Path directory;

    private NetworkHost clients;
    private NetworkHost host;

    @BeforeEach
    void layCables() {
        clients = NetworkHost.create();
        host = NetworkHost.create();
        NetworkHost.link(
                clients.end("eth0", IPV4 + "/24", OTHER + "/24", IPV6 + "/64"),
                host.end("eth0", "10.9.1.1/24", "fd00:9:1::1/64"));
        clients.defaultRoute("10.9.1.1");
        clients.defaultRoute("fd00:9:1::1");
    }

    @AfterEach
    void removeThem() {
        clients.close();
        host.close();
    }

    /** One machine, or one pod: the rules are set once by root, the proxy needs one capability. */
    @ParameterizedTest
    @CsvSource({IPV4 + ", 10.9.1.1, [10.9.1.2]", IPV6 + ", fd00:9:1::1, [IPv6:fd00:9:1:0:0:0:0:2]"})
    void onOneMachineSendmailSeesTheClient(String client, String front, String seen) throws Exception {
        rulesForOneMachine();
        try (Sendmail sendmail = onThisMachine();
                Program proxy = Program.startIn(host, NET_RAW, "run", "--config", config(front, 0, ""))) {
            Endpoint endpoint = Endpoint.at(front, proxy.awaitListening(), client);
            Tool.Output mail = Swaks.tryTo(clients, endpoint, "bob@example.test");
            assertThat(mail.exitCode()).as(mail.text()).isZero();
            assertThat(sendmail.messages()).singleElement().satisfies(message -> assertThat(message.text())
                    .contains("Received: from client.test (" + seen));
            sendmail.awaitLog(line -> line.contains("relay=" + seen), Until.SOON);
        }
    }

    @Test
    void theAccessMapGoesByClient() throws Exception {
        rulesForOneMachine();
        try (Sendmail sendmail = onThisMachine("Connect:" + OTHER + "\tREJECT", "Connect:" + IPV4 + "\tRELAY");
                Program proxy = Program.startIn(host, NET_RAW, "run", "--config", config("10.9.1.1", 0, ""))) {
            int port = proxy.awaitListening();
            Tool.Output relayed = Swaks.tryTo(clients, Endpoint.at("10.9.1.1", port, IPV4), "someone@foreign.test");
            assertThat(relayed.text()).contains("<-  250 2.1.5 <someone@foreign.test>... Recipient ok");
            Tool.Output refused = Swaks.tryTo(clients, Endpoint.at("10.9.1.1", port, OTHER), "bob@example.test");
            assertThat(refused.text()).contains("550 5.7.1 Access denied");
            assertThat(sendmail.queue()).hasSize(1);
        }
    }

    @Test
    void rateControlCountsByClient() throws Exception {
        rulesForOneMachine();
        try (Sendmail sendmail = onThisMachine("ClientRate:" + OTHER + "\t1");
                Program proxy = Program.startIn(host, NET_RAW, "run", "--config", config("10.9.1.1", 0, ""))) {
            int port = proxy.awaitListening();
            for (int i = 0; i < 3; i++) {
                Tool.Output free = Swaks.tryTo(clients, Endpoint.at("10.9.1.1", port, IPV4), "bob@example.test");
                assertThat(free.exitCode()).as(free.text()).isZero();
            }
            Endpoint limited = Endpoint.at("10.9.1.1", port, OTHER);
            assertThat(Swaks.tryTo(clients, limited, "bob@example.test").exitCode())
                    .isZero();
            assertThat(Swaks.tryTo(clients, limited, "bob@example.test").text()).contains("421 4.3.2 ");
            assertThat(sendmail.messages()).hasSize(4);
        }
    }

    /** Port 25 stays sendmail's: the kernel turns what comes from outside to the proxy. */
    @Test
    void withTproxySendmailKeepsItsPort() throws Exception {
        rulesForOneMachine();
        host.run("ip", "rule", "add", "priority", "2525", "fwmark", "2525", "lookup", "2525");
        host.run("iptables", "-t", "mangle", "-N", "SMTPWARD");
        host.run("iptables", "-t", "mangle", "-A", "PREROUTING", "-j", "SMTPWARD");
        host.run(("iptables -t mangle -A SMTPWARD ! -i lo -p tcp --dport 25 -m addrtype --dst-type LOCAL"
                        + " -j TPROXY --on-port 2750 --tproxy-mark 2525")
                .split(" "));
        try (Sendmail sendmail =
                Sendmail.start(Sendmail.Options.defaults().on(host, 25).at("0.0.0.0"))) {
            String config = config("0.0.0.0", 2750, ", tproxy = \"0.0.0.0:25\"");
            edit(config, "127.0.0.1:2525", "127.0.0.1:25");
            Endpoint port25 = Endpoint.at("10.9.1.1", 25, IPV4);
            try (Program proxy = Program.startIn(host, NET_RAW, "run", "--config", config)) {
                proxy.awaitListening();
                Tool.Output mail = Swaks.tryTo(clients, port25, "bob@example.test");
                assertThat(mail.exitCode()).as(mail.text()).isZero();
                assertThat(sendmail.messages()).singleElement().satisfies(message -> assertThat(message.text())
                        .contains("Received: from client.test ([10.9.1.2]"));
                proxy.terminate();
                proxy.awaitExit();
                assertThat(proxy.output()).contains("client=10.9.1.2");
            }
            assertThat(Swaks.tryTo(clients, port25, "bob@example.test", "--timeout", "2s")
                            .exitCode())
                    .as("past a proxy that is gone")
                    .isNotZero();
            assertThat(sendmail.messages()).hasSize(1);
        }
    }

    /** Another machine behind a gateway. */
    @ParameterizedTest
    @CsvSource({
        IPV4 + ", 10.9.1.1, 10.9.2.2, [10.9.1.2], iptables, -4",
        IPV6 + ", fd00:9:1::1, fd00:9:2::2, [IPv6:fd00:9:1:0:0:0:0:2], ip6tables, -6"
    })
    void behindAGatewaySendmailSeesTheClient(
            String client, String front, String server, String seen, String iptables, String family) throws Exception {
        try (NetworkHost serverHost = NetworkHost.create()) {
            NetworkHost.link(
                    host.end("eth1", "10.9.2.1/24", "fd00:9:2::1/64"),
                    serverHost.end("eth0", "10.9.2.2/24", "fd00:9:2::2/64"));
            serverHost.defaultRoute("10.9.2.1");
            serverHost.defaultRoute("fd00:9:2::1");
            host.run("ip", family, "rule", "add", "priority", "2525", "fwmark", "2525", "lookup", "2525");
            host.run("ip", family, "route", "add", "local", "default", "dev", "lo", "table", "2525");
            host.run((iptables + " -t mangle -A PREROUTING -s " + server
                            + " -p tcp --sport 25 -m socket --transparent -j MARK --set-mark 2525")
                    .split(" "));
            try (Sendmail sendmail = Sendmail.start(
                    Sendmail.Options.defaults().on(serverHost, 25).at(server))) {
                String config = config(front, 0, "");
                String there = server.contains(":") ? "[" + server + "]:25" : server + ":25";
                edit(config, "127.0.0.1:2525", there);
                try (Program proxy = Program.startIn(host, NET_RAW, "run", "--config", config)) {
                    Endpoint endpoint = Endpoint.at(front, proxy.awaitListening(), client);
                    Tool.Output mail = Swaks.tryTo(clients, endpoint, "bob@example.test");
                    assertThat(mail.exitCode()).as(mail.text()).isZero();
                    assertThat(sendmail.messages()).singleElement().satisfies(message -> assertThat(message.text())
                            .contains("Received: from client.test (" + seen));
                }
            }
        }
    }

    @Test
    void withoutTheCapabilityItSaysSo() throws Exception {
        for (String command : List.of("run", "check")) {
            Tool.Output output = Program.runIn(host, NOBODY, command, "--config", config("10.9.1.1", 0, ""));
            assertThat(output.exitCode()).as(output.text()).isEqualTo(78);
            assertThat(output.text()).contains("CAP_NET_RAW").doesNotContain("\tat ");
        }
    }

    @Test
    void withoutTheRulesCheckSaysThatNothingComesBack() throws Exception {
        try (Sendmail sendmail = onThisMachine()) {
            Tool.Output output = Program.runIn(host, NET_RAW, "check", "--config", config("10.9.1.1", 0, ""));
            assertThat(output.exitCode()).as(output.text()).isEqualTo(69);
            assertThat(output.text()).contains("docs/network.md");
            assertThat(sendmail.messages()).isEmpty();
        }
    }

    /** Another backend, of one address family. */
    private static void edit(String config, String from, String to) throws IOException {
        Path file = Path.of(config);
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("ipv6-address = \"[::1]:2525\"", "")
                        .replace(from, to));
    }

    private void rulesForOneMachine() {
        host.run("ip", "rule", "add", "priority", "2525", "from", "127.0.0.1", "iif", "lo", "lookup", "2525");
        host.run("ip", "route", "add", "local", "default", "dev", "lo", "table", "2525");
        host.run("ip", "-6", "rule", "add", "priority", "2525", "from", "::1", "iif", "lo", "lookup", "2525");
        host.run("ip", "-6", "route", "add", "local", "default", "dev", "lo", "table", "2525");
    }

    private Sendmail onThisMachine(String... access) {
        return Sendmail.start(Sendmail.Options.defaults()
                .on(host, 2525)
                .at("127.0.0.1", "::1")
                .withAccess(access));
    }

    private String config(String front, int port, String more) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        String address = front.contains(":") ? "[" + front + "]" : front;
        return Program.file(directory, """
                smtpward {
                  listeners = [ { name = smtp, address = "%s:%d", tls = off%s } ]
                  backend {
                    address = "127.0.0.1:2525"
                    ipv6-address = "[::1]:2525"
                    source.mode = transparent
                  }
                  limits.backend-connect = 2s
                  admin.address = off
                }
                """.formatted(address, port, more));
    }
}
