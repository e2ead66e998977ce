package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smtpward.real.Machines.CLIENT;
import static org.smtpward.real.Machines.CLIENT_SIX;
import static org.smtpward.real.Machines.FRONT;
import static org.smtpward.real.Machines.FRONT_SIX;
import static org.smtpward.real.Machines.NET_RAW;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.DeliveredMessage;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/** Port 25 stays sendmail's: the kernel turns what comes from outside to smtpward, which reaches sendmail on loopback. */
@RealParts
class TproxyIT {
    @RegisterExtension
    private final Machines machines = new Machines();

    /** The listeners are at all addresses and at loopback alone. */
    @ParameterizedTest
    @CsvSource({
        "nft, " + CLIENT + ", " + FRONT + ", 0.0.0.0:2750, 0.0.0.0:25, 127.0.0.1, [10.9.1.2]",
        "iptables, " + CLIENT + ", " + FRONT + ", 127.0.0.1:2750, 0.0.0.0:25, 127.0.0.1, [10.9.1.2]",
        "nft, " + CLIENT + ", " + FRONT + ", 127.0.0.1:2750, 10.9.1.1:25, 127.0.0.1, [10.9.1.2]",
        "nft, " + CLIENT_SIX + ", " + FRONT_SIX + ", [::1]:2750, [::]:25, ::1, [IPv6:fd00:9:1:0:0:0:0:2]",
        "iptables, " + CLIENT_SIX + ", " + FRONT_SIX + ", [::1]:2750, [fd00:9:1::1]:25, ::1, [IPv6:fd00:9:1:0:0:0:0:2]"
    })
    void sendmailKeepsItsPort(
            String filter, String client, String front, String listener, String target, String backend, String seen)
            throws Exception {
        String config = config(filter, listener, target, backend);
        Endpoint port25 = Endpoint.at(front, 25, client);
        try (Sendmail sendmail = Sendmail.start(
                Sendmail.Options.defaults().on(machines.host(), 25).at(client.contains(":") ? "::" : "0.0.0.0"))) {
            machines.network("up", config);
            try (Program proxy = Program.startIn(machines.host(), NET_RAW, "run", "--config", config)) {
                proxy.awaitListening();
                Tool.Output mail = Swaks.tryTo(machines.clients(), port25, "bob@example.test");
                assertThat(mail.exitCode()).as(mail.text()).isZero();
                assertThat(sendmail.messages()).singleElement().satisfies(message -> assertThat(message.text())
                        .contains("Received: from client.test (" + seen));
                proxy.terminate();
                proxy.awaitExit();
                assertThat(proxy.output()).contains("event=session-closed").contains("cause=quit");
            }
            Tool.Output past = Swaks.tryTo(machines.clients(), port25, "bob@example.test", "--timeout", "2s");
            assertThat(past.exitCode()).as("past a proxy that is gone").isNotZero();
            assertThat(sendmail.messages()).hasSize(1);
        }
    }

    /** What is written as every address is every one of both families: nobody gets past by the other. */
    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void oneListenerTakesBothFamilies(String filter) throws Exception {
        // sendmail's sockets for both are apart then.
        machines.host().sysctl("net.ipv6.bindv6only", "1");
        String config = machines.config(
                "address = \"[::]:2750\", tproxy = \"[::]:25\"",
                "backend { address = \"127.0.0.1:25\", ipv6-address = \"[::1]:25\", source.mode = transparent }",
                "network.packet-filter = " + filter);
        machines.network("up", config);
        try (Sendmail sendmail = Sendmail.start(
                        Sendmail.Options.defaults().on(machines.host(), 25).at("0.0.0.0", "::"));
                Program proxy = Program.startIn(machines.host(), NET_RAW, "run", "--config", config)) {
            proxy.awaitListening();
            for (Endpoint port25 : List.of(Endpoint.at(FRONT, 25, CLIENT), Endpoint.at(FRONT_SIX, 25, CLIENT_SIX))) {
                Tool.Output mail = Swaks.tryTo(machines.clients(), port25, "bob@example.test");
                assertThat(mail.exitCode()).as(mail.text()).isZero();
            }
            proxy.terminate();
            proxy.awaitExit();
            assertThat(proxy.output().lines().filter(line -> line.contains("event=session-closed")))
                    .hasSize(2);
            assertThat(sendmail.messages())
                    .extracting(DeliveredMessage::text)
                    .satisfiesExactly(
                            first -> assertThat(first).contains("Received: from client.test ([10.9.1.2]"),
                            second -> assertThat(second)
                                    .contains("Received: from client.test ([IPv6:fd00:9:1:0:0:0:0:2]"));
        }
    }

    @Test
    void checkSaysThatClientsGetPast() throws Exception {
        String config = config("nft", "0.0.0.0:2750", "0.0.0.0:25", "127.0.0.1");
        try (Sendmail sendmail = Sendmail.start(
                Sendmail.Options.defaults().on(machines.host(), 25).at("0.0.0.0"))) {
            Tool.Output past = Program.runIn(machines.host(), Machines.ROOT, "check", "--config", config);
            assertThat(past.exitCode()).as(past.text()).isEqualTo(78);
            assertThat(past.text())
                    .containsPattern("error +network +clients get past smtpward, rules are missing")
                    .contains("\nnft -f - <<END\n");
            machines.network("up", config);
            Tool.Output well = Program.runIn(machines.host(), Machines.ROOT, "check", "--config", config);
            assertThat(well.exitCode()).as(well.text()).isZero();
            Tool.Output blind = Program.runIn(machines.host(), NET_RAW, "check", "--config", config);
            assertThat(blind.exitCode()).as(blind.text()).isZero();
            assertThat(blind.text()).containsPattern("warning +network +the routing rules cannot be seen");
            assertThat(sendmail.messages()).isEmpty();
        }
    }

    private String config(String filter, String listener, String target, String backend) throws IOException {
        return machines.config(
                "address = \"%s\", tproxy = \"%s\"".formatted(listener, target),
                "backend { address = \"%s\", source.mode = transparent }"
                        .formatted((backend.contains(":") ? "[" + backend + "]" : backend) + ":25"),
                "network.packet-filter = " + filter);
    }
}
