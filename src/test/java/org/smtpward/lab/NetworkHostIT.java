package org.smtpward.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Proves that sendmail in a machine of its own sees its clients at their own addresses and treats each as its access
 * map says: what a transparent proxy has to preserve.
 */
@RealParts
class NetworkHostIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(1500);

    private static final String CLIENT = "192.0.2.1";
    private static final String REJECTED = "192.0.2.2";
    private static final String LIMITED = "192.0.2.3";
    private static final String RELAYED = "192.0.2.4";
    private static final String CROWDED = "203.0.113.1";
    private static final String CLIENT_6 = "2001:db8:1::1";
    private static final String REJECTED_6 = "2001:db8:1::2";
    private static final String PAUSED = "198.51.100.1";
    private static final String PAUSED_6 = "2001:db8:2::1";

    private static NetworkHost server;
    /** Beside the server. */
    private static NetworkHost near;
    /** Behind {@link #near}, which routes. */
    private static NetworkHost far;

    private static Sendmail sendmail;

    @BeforeAll
    static void start() {
        server = NetworkHost.create();
        near = NetworkHost.create();
        far = NetworkHost.create();
        NetworkHost.link(
                server.end("eth0", "192.0.2.25/24", "2001:db8:1::25/64"),
                near.end(
                        "eth0",
                        CLIENT + "/24",
                        REJECTED + "/24",
                        LIMITED + "/24",
                        RELAYED + "/24",
                        CLIENT_6 + "/64",
                        REJECTED_6 + "/64"));
        NetworkHost.link(
                near.end("eth1", "198.51.100.254/24", "2001:db8:2::254/64"),
                far.end("eth0", PAUSED + "/24", PAUSED_6 + "/64"));
        near.sysctl("net.ipv4.ip_forward", "1");
        near.sysctl("net.ipv6.conf.all.forwarding", "1");
        Stream.of("198.51.100.254", "2001:db8:2::254").forEach(far::defaultRoute);
        Stream.of(CLIENT, CLIENT_6).forEach(server::defaultRoute);
        server.sysctl("net.ipv6.bindv6only", "1");
        sendmail = Sendmail.start(Sendmail.Options.defaults()
                .on(server, 25)
                .at("0.0.0.0", "::")
                .withNames(CLIENT + " client.example", CLIENT_6 + " client6.example")
                .withAccess(
                        "Connect:" + REJECTED + " REJECT",
                        "Connect:IPv6:2001:db8:1:0:0:0:0:2 REJECT",
                        "Connect:" + RELAYED + " RELAY",
                        "ClientRate:" + LIMITED + " 2",
                        "ClientConn:" + CROWDED + " 1",
                        "GreetPause:" + PAUSED + " " + PAUSE.toMillis(),
                        "GreetPause:IPv6:2001:db8:2:0:0:0:0:1 " + PAUSE.toMillis()));
    }

    @AfterAll
    static void stop() {
        sendmail.close();
        far.close();
        near.close();
        server.close();
    }

    @Test
    void sendmailSeesTheIpv4AddressOfItsClient() {
        swaks(CLIENT, "192.0.2.25", "v4@example.test");
        assertThat(delivered("v4")).contains("Received: from client.test (client.example [192.0.2.1])\n");
        sendmail.awaitLog(line -> line.contains("relay=client.example [192.0.2.1]"), SOON);
    }

    @Test
    void sendmailSeesTheIpv6AddressOfItsClient() {
        swaks(CLIENT_6, "2001:db8:1::25", "v6@example.test");
        assertThat(delivered("v6"))
                .contains("Received: from client.test (client6.example [IPv6:2001:db8:1:0:0:0:0:1])\n");
        sendmail.awaitLog(line -> line.contains("relay=client6.example [IPv6:2001:db8:1:0:0:0:0:1]"), SOON);
    }

    @Test
    void anAddressIsRejected() {
        assertThat(swaks(REJECTED, "192.0.2.25", "bob@example.test")).contains("<** 550 5.7.1 Access denied");
        assertThat(swaks(REJECTED_6, "2001:db8:1::25", "bob@example.test")).contains("<** 550 5.7.1 Access denied");
    }

    @Test
    void anAddressIsRelayedAndNoOther() {
        assertThat(swaks(CLIENT, "192.0.2.25", "someone@foreign.test"))
                .contains("<** 550 5.7.1 <someone@foreign.test>... Relaying denied");
        assertThat(swaks(RELAYED, "192.0.2.25", "someone@foreign.test"))
                .contains("<-  250 2.1.5 <someone@foreign.test>... Recipient ok");
    }

    @Test
    void anAddressIsRefusedAfterTwoConnections() {
        for (int connection = 1; connection <= 2; connection++) {
            assertThat(swaks(LIMITED, "192.0.2.25", "bob@example.test")).contains("<-  250 2.0.0 ");
        }
        assertThat(swaks(LIMITED, "192.0.2.25", "bob@example.test"))
                .contains("421 4.3.2 Connection rate limit exceeded.");
        assertThat(swaks(CLIENT, "192.0.2.25", "bob@example.test")).contains("<-  250 2.0.0 ");
    }

    @Test
    void anAddressHasOneConnectionAtATime() {
        try (NetworkHost crowd = NetworkHost.create()) {
            NetworkHost.link(server.end("eth1", "203.0.113.25/24"), crowd.end("eth0", CROWDED + "/24"));
            String connectAgain = "read -r line <&3 && exec 4<>/dev/tcp/203.0.113.25/25 && cat <&4";
            assertThat(talk(crowd, "203.0.113.25", connectAgain)).contains("421 4.3.2 Too many open connections.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.25", "2001:db8:1::25"})
    void anAddressWaitsForItsGreeting(String target) {
        long start = System.nanoTime();
        assertThat(talk(far, target, "read -r line <&3 && echo \"$line\"")).startsWith("220 ");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(PAUSE);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.25, 198.51.100.1", "2001:db8:1::25, IPv6:2001:db8:2:0:0:0:0:1"})
    void whoDoesNotWaitIsCaughtWhereThereIsAPause(String target, String source) {
        String talkFirst = "printf 'EHLO client.test\\r\\nQUIT\\r\\n' >&3 && cat <&3";
        assertThat(talk(far, target, talkFirst)).startsWith("554 mail.example.test ESMTP not accepting messages");
        sendmail.awaitLog(line -> line.contains("[" + source + "] due to pre-greeting traffic"), SOON);
        assertThat(talk(near, target, talkFirst)).startsWith("220 ");
    }

    @Test
    void aPortInUseIsAFailure() {
        assertThatThrownBy(() -> Sendmail.start(
                        Sendmail.Options.defaults().on(server, 25).at("192.0.2.25")))
                .isInstanceOf(LabFailure.class)
                .hasMessageContaining("port 25 is taken");
    }

    @Test
    void aParameterOfTheKernelIsOfOneMachine() {
        String file = "/proc/sys/net/ipv4/ip_default_ttl";
        near.sysctl("net.ipv4.ip_default_ttl", "33");
        assertThat(near.run("cat", file)).isEqualTo("33\n");
        assertThat(server.run("cat", file)).isEqualTo("64\n");
    }

    /** The end of the cable at the other machine vanishes with the namespace. */
    @Test
    void nothingIsLeftOfAMachine() throws Exception {
        NetworkHost doomed = NetworkHost.create();
        try (NetworkHost other = NetworkHost.create()) {
            NetworkHost.link(doomed.end("doomed", "192.0.2.1/24"), other.end("cable", "192.0.2.2/24"));
            Process inside =
                    new ProcessBuilder(doomed.command(List.of("sh", "-c", "echo inside; exec sleep 600"))).start();
            assertThat(inside.inputReader().readLine()).isEqualTo("inside");
            doomed.close();
            assertThat(inside.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(Path.of("/proc", Long.toString(doomed.pid()))).doesNotExist();
            Await.until(SOON, () -> !other.run("ip", "-brief", "link").contains("cable"), () -> "the end of the cable");
        }
        assertThat(Path.of("/sys/class/net/doomed")).doesNotExist();
        assertThat(Path.of("/sys/class/net/cable")).doesNotExist();
    }

    private static String delivered(String recipient) {
        return sendmail.awaitMessage(message -> message.recipients().contains(recipient), SOON)
                .text();
    }

    private static String swaks(String source, String target, String recipient) {
        return near.tryRun(
                        "swaks",
                        "--server",
                        target,
                        "--local-interface",
                        source,
                        "--ehlo",
                        "client.test",
                        "--from",
                        "sender@client.test",
                        "--to",
                        recipient)
                .text();
    }

    /** What {@code script} says, for which sendmail is descriptor 3. */
    private static String talk(NetworkHost host, String target, String script) {
        return host.run("bash", "-c", "exec 3<>/dev/tcp/" + target + "/25 && " + script);
    }
}
