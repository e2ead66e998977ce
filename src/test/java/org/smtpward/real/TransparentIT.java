package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smtpward.real.Machines.CLIENT;
import static org.smtpward.real.Machines.CLIENT_SIX;
import static org.smtpward.real.Machines.FRONT;
import static org.smtpward.real.Machines.FRONT_SIX;
import static org.smtpward.real.Machines.NET_RAW;
import static org.smtpward.real.Machines.NOBODY;
import static org.smtpward.real.Machines.OTHER_CLIENT;
import static org.smtpward.real.Machines.OTHER_CLIENT_SIX;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * {@code backend.source.mode = transparent} on one machine, or in one pod: sendmail sees the client's own address, so that its
 * log, its access map and its pauses work as without the proxy, which runs without root once {@code smtpward network up} has
 * set the rules.
 */
@RealParts
class TransparentIT {
    private static final String BACKEND =
            "backend { address = \"127.0.0.1:2525\", ipv6-address = \"[::1]:2525\", source.mode = transparent }";

    @RegisterExtension
    private final Machines machines = new Machines();

    @ParameterizedTest
    @CsvSource({CLIENT + ", " + FRONT + ", [10.9.1.2]", CLIENT_SIX + ", " + FRONT_SIX + ", [IPv6:fd00:9:1:0:0:0:0:2]"})
    void sendmailSeesTheClient(String client, String front, String seen) throws Exception {
        try (Sendmail sendmail = sendmail();
                Program proxy = proxy(front)) {
            Tool.Output mail = mail(front, proxy, client, "bob@example.test");
            assertThat(mail.exitCode()).as(mail.text()).isZero();
            assertThat(sendmail.messages()).singleElement().satisfies(message -> assertThat(message.text())
                    .contains("Received: from client.test (" + seen));
            sendmail.awaitLog(line -> line.contains("relay=" + seen), Until.SOON);
        }
    }

    @ParameterizedTest
    @CsvSource({CLIENT + ", " + OTHER_CLIENT + ", " + FRONT, CLIENT_SIX + ", " + OTHER_CLIENT_SIX + ", " + FRONT_SIX})
    void theAccessMapGoesByClient(String client, String other, String front) throws Exception {
        try (Sendmail sendmail = sendmail(
                        "Connect:" + Machines.seen(other) + "\tREJECT",
                        "Connect:" + Machines.seen(client) + "\tRELAY");
                Program proxy = proxy(front)) {
            assertThat(mail(front, proxy, client, "someone@foreign.test").text())
                    .contains("<-  250 2.1.5 <someone@foreign.test>... Recipient ok");
            assertThat(mail(front, proxy, other, "bob@example.test").text()).contains("550 5.7.1 Access denied");
            assertThat(sendmail.queue()).hasSize(1);
        }
    }

    @Test
    void rateControlCountsByClient() throws Exception {
        try (Sendmail sendmail = sendmail("ClientRate:" + OTHER_CLIENT + "\t1");
                Program proxy = proxy(FRONT)) {
            for (int i = 0; i < 3; i++) {
                Tool.Output free = mail(FRONT, proxy, CLIENT, "bob@example.test");
                assertThat(free.exitCode()).as(free.text()).isZero();
            }
            assertThat(mail(FRONT, proxy, OTHER_CLIENT, "bob@example.test").exitCode())
                    .isZero();
            assertThat(mail(FRONT, proxy, OTHER_CLIENT, "bob@example.test").text())
                    .contains("421 4.3.2 ");
            assertThat(sendmail.messages()).hasSize(4);
        }
    }

    /** The others wait less than that: they would be as slow if the pause were everybody's. */
    @Test
    void greetPauseGoesByClient() throws Exception {
        Duration pause = Duration.ofSeconds(8);
        try (Sendmail sendmail = sendmail("GreetPause:" + OTHER_CLIENT + "\t" + pause.toMillis());
                Program proxy = proxy(FRONT)) {
            assertThat(secondsOf(() -> mail(FRONT, proxy, OTHER_CLIENT, "bob@example.test")))
                    .isGreaterThanOrEqualTo(pause);
            assertThat(secondsOf(() -> mail(FRONT, proxy, CLIENT, "bob@example.test")))
                    .isLessThan(pause);
            assertThat(sendmail.messages()).hasSize(2);
        }
    }

    /** What the guard of the start is for: sendmail takes the proxy for this machine, and relays for a stranger. */
    @ParameterizedTest
    @CsvSource({
        CLIENT + ", " + FRONT + ", 127.0.0.1:2525, 127.0.0.1",
        CLIENT_SIX + ", " + FRONT_SIX + ", [::1]:2525, ::1"
    })
    void takenForThisMachineItIsAnOpenRelay(String client, String front, String at, String source) throws Exception {
        String backend = "backend { address = \"%s\", source { address = \"%s\"".formatted(at, source);
        try (Sendmail sendmail = sendmail()) {
            String guarded = machines.config(listener(front), backend + " } }");
            Tool.Output refused = Program.runIn(machines.host(), NOBODY, "run", "--config", guarded);
            assertThat(refused.exitCode()).as(refused.text()).isEqualTo(78);
            assertThat(refused.text()).contains("would relay for everybody");
            String unguarded = machines.config(listener(front), backend + ", allow-relay = true } }");
            try (Program proxy = Program.startIn(machines.host(), NOBODY, "run", "--config", unguarded)) {
                Tool.Output relayed = mail(front, proxy, client, "someone@foreign.test");
                assertThat(relayed.exitCode()).as(relayed.text()).isZero();
                assertThat(sendmail.queue()).hasSize(1).first().asString().contains("<someone@foreign.test>");
            }
        }
    }

    @Test
    void withoutTheCapabilityItSaysSo() throws Exception {
        for (String command : List.of("run", "check")) {
            Tool.Output output = Program.runIn(machines.host(), NOBODY, command, "--config", config(FRONT));
            assertThat(output.exitCode()).as(output.text()).isEqualTo(78);
            assertThat(output.text()).contains("CAP_NET_RAW").doesNotContain("\tat ");
        }
    }

    @Test
    void withoutTheRulesCheckSaysWhichAreMissing() throws Exception {
        try (Sendmail sendmail = sendmail()) {
            Tool.Output output = Program.runIn(machines.host(), NET_RAW, "check", "--config", config(FRONT));
            assertThat(output.exitCode()).as(output.text()).isEqualTo(69);
            assertThat(output.text())
                    .contains("\nip -4 rule add priority 2525 from 127.0.0.1 iif lo lookup 2525\n")
                    .contains("\nip -4 route add local default dev lo table 2525\n")
                    .contains("\nip -6 rule add priority 2525 from ::1 iif lo lookup 2525\n")
                    .contains("cannot be reached from 192.0.2.1, as a client would")
                    .contains("smtpward network show");
            assertThat(sendmail.messages()).isEmpty();
            machines.network("up", config(FRONT));
            Tool.Output well = Program.runIn(machines.host(), NET_RAW, "check", "--config", config(FRONT));
            assertThat(well.exitCode()).as(well.text()).isZero();
            assertThat(well.text()).containsPattern("ok +network +the routing rules are set");
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static Duration secondsOf(Attempt attempt) throws Exception {
        long began = System.nanoTime();
        attempt.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private Sendmail sendmail(String... access) {
        return Sendmail.start(Sendmail.Options.defaults()
                .on(machines.host(), 2525)
                .at("127.0.0.1", "::1")
                .withAccess(access));
    }

    private Program proxy(String front) throws IOException {
        String config = config(front);
        machines.network("up", config);
        return Program.startIn(machines.host(), NET_RAW, "run", "--config", config);
    }

    private String config(String front) throws IOException {
        return machines.config(listener(front), BACKEND);
    }

    private static String listener(String front) {
        return "address = \"%s:0\"".formatted(front.contains(":") ? "[" + front + "]" : front);
    }

    private Tool.Output mail(String front, Program proxy, String client, String recipient) throws IOException {
        return Swaks.tryTo(machines.clients(), Endpoint.at(front, proxy.awaitListening(), client), recipient);
    }
}
