package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.DeliveredMessage;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * SMTP smuggling (CVE-2023-51765): a message in which another one is hidden, behind what is not the end of mail data.
 * Sendmail 8.15.2 delivers both. Through smtpward there is one message with all of it as text, or none.
 */
@RealParts
class SmugglingIT {
    private static final String HONEST = "honest@client.test";
    private static final String EVIL = "evil@client.test";

    /** How {@code policy.rules.bare-newline.data} may be set; {@code pass} is for measurement and promises nothing. */
    private static final List<String> SAFE_MODES = List.of("normalize", "reject");

    private static final Map<String, RunningProxy> PROXIES = new TreeMap<>();

    private static Sendmail sendmail;

    /** How the octets come. */
    enum Sending {
        IN_ONE_SEGMENT,
        IN_TLS,
        OCTET_BY_OCTET;

        SmtpClient hello(Endpoint server) throws Exception {
            return this == IN_TLS ? SmtpClient.secure(server, sendmail.certificate()) : SmtpClient.hello(server);
        }

        void send(SmtpClient client, String octets) throws IOException {
            int length = this == OCTET_BY_OCTET ? 1 : octets.length();
            for (int i = 0; i < octets.length(); i += length) {
                client.send(octets.substring(i, i + length));
            }
        }
    }

    /** What an attack led to. */
    private record Outcome(String replies, List<DeliveredMessage> messages, List<String> commands) {}

    @BeforeAll
    static void start() throws Exception {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withTls().withLogLevel(15));
        for (String mode : List.of("normalize", "reject", "pass")) {
            PROXIES.put(mode, RunningProxy.before(sendmail, "policy.rules.bare-newline.data = " + mode));
        }
    }

    @AfterAll
    static void stop() {
        PROXIES.values().forEach(RunningProxy::close);
        sendmail.close();
    }

    /** What the other tests are about. */
    @ParameterizedTest
    @FieldSource("org.smtpward.real.FalseEnd#ALL")
    void whatSendmailMakesOfIt(FalseEnd end) throws Exception {
        Outcome outcome = attack(Endpoint.direct(sendmail), end, Sending.IN_ONE_SEGMENT);
        List<String> senders =
                switch (end.alone()) {
                    case TWO_MESSAGES -> List.of(HONEST, EVIL);
                    case ONE_MESSAGE -> List.of(HONEST);
                    case REFUSED -> List.of();
                };
        assertThat(outcome.messages()).extracting(DeliveredMessage::sender).isEqualTo(senders);
        if (senders.contains(EVIL)) {
            assertThat(outcome.messages().get(1).recipients()).containsExactly("victim");
            assertThat(outcome.messages().get(1).body()).isEqualTo("smuggled\n");
        }
    }

    static Stream<Arguments> everyModeSendingAndEnd() {
        return SAFE_MODES.stream().flatMap(mode -> Stream.of(Sending.values())
                .flatMap(sending -> FalseEnd.ALL.stream().map(end -> Arguments.of(mode, sending, end))));
    }

    @ParameterizedTest
    @MethodSource("everyModeSendingAndEnd")
    void nothingIsSmuggledThroughSmtpward(String mode, Sending sending, FalseEnd end) throws Exception {
        Outcome outcome = attack(PROXIES.get(mode).endpoint(), end, sending);
        assertThat(outcome.commands()).noneMatch(command -> command.contains("evil"));
        assertThat(outcome.replies()).doesNotContain("evil").doesNotContain("victim");
        if (!outcome.replies().contains("\r\n354 ")) {
            assertThat(end.parameters()).as("MAIL was refused").containsPattern("(?i)BODY|BIT");
            assertThat(outcome.replies()).containsPattern("\r\n5[05]\\d 5\\.\\d\\.\\d [^\r\n]*\r\n$");
            assertThat(outcome.messages()).isEmpty();
        } else if (end.hasNul() || mode.equals("reject") && end.hasBareLineEnds()) {
            assertThat(outcome.replies()).containsPattern("\r\n554 5\\.6\\." + reasons(mode, end) + " [^\r\n]*\r\n$");
            assertThat(outcome.messages()).isEmpty();
        } else {
            assertArrivesAsText(outcome);
        }
    }

    /** Of two reasons either is true. */
    private static String reasons(String mode, FalseEnd end) {
        boolean bareLineEnds = mode.equals("reject") && end.hasBareLineEnds();
        return (bareLineEnds ? "[0" : "[") + (end.hasNul() ? "1]" : "]");
    }

    private static void assertArrivesAsText(Outcome outcome) {
        assertThat(outcome.replies()).containsOnlyOnce("Message accepted for delivery");
        assertThat(outcome.messages()).hasSize(1);
        assertThat(outcome.messages().getFirst().sender()).isEqualTo(HONEST);
        assertThat(outcome.messages().getFirst().recipients()).containsExactly("bob");
        assertThat(outcome.messages().getFirst().body())
                .contains("MAIL FROM:<" + EVIL + ">\nRCPT TO:<victim@example.test>\nDATA\n")
                .endsWith("smuggled\n");
    }

    /** Up to 8.17.1 sendmail strips commands too: then data begins where a proxy saw an unknown command. */
    @ParameterizedTest
    @ValueSource(strings = {"", " BODY=7BIT"})
    void dataWithHighBitsSetIsNoCommand(String parameters) throws Exception {
        String data = "\u00c4\u00c1\u00d4\u00c1";
        try (SmtpClient alone = inTransaction(Endpoint.direct(sendmail), parameters);
                SmtpClient through = inTransaction(PROXIES.get("normalize").endpoint(), parameters)) {
            assertThat(alone.command(data)).startsWith(parameters.isEmpty() ? "500 5.5.1 " : "354 ");
            through.send(data + "\r\nNOOP\r\n");
            assertThat(through.rest())
                    .as("and then the end")
                    .startsWith("500 5.5.")
                    .doesNotContain("250 ");
        }
    }

    /** The innocent twin: where line ends are as they should be, no mode changes an octet. */
    @ParameterizedTest
    @CsvSource({
        "normalize, SOCKET_PIPELINED", "reject, SOCKET_PIPELINED", "pass, SOCKET_PIPELINED",
        "normalize, SOCKET_TLS", "reject, SOCKET_TLS", "pass, SOCKET_TLS"
    })
    void cleanMailIsTheSameInEveryMode(String mode, Client client) throws Exception {
        Trace alone = deliver(client, Endpoint.direct(sendmail));
        Trace through = deliver(client, PROXIES.get(mode).endpoint());
        assertThat(through.replies()).isEqualTo(alone.replies());
        assertThat(through.messages()).isEqualTo(alone.messages());
    }

    /** The innocent twin of BODY=7BIT. */
    @ParameterizedTest
    @ValueSource(strings = {" BODY=7BIT", " body=7bit", " SIZE=1000 BODY=7BIT", " BODY=7BIT SIZE=1000"})
    void mailDeclaredToHaveSevenBitsArrives(String parameters) throws Exception {
        try (SmtpClient client = inTransaction(PROXIES.get("normalize").endpoint(), parameters)) {
            client.command("DATA");
            assertThat(client.command("Subject: honest\r\n\r\ntext\r\n.")).startsWith("250 2.0.0 ");
            assertThat(sendmail.messages().getLast().body()).isEqualTo("text\n");
        }
    }

    /** What {@code pass} is for: the attack reaches sendmail, as if nobody stood before it. */
    @Test
    void whoMeasuresMayLetItPass() throws Exception {
        Outcome outcome = attack(PROXIES.get("pass").endpoint(), FalseEnd.ALL.getFirst(), Sending.IN_ONE_SEGMENT);
        assertThat(outcome.messages()).extracting(DeliveredMessage::sender).containsExactly(HONEST, EVIL);
    }

    private static Trace deliver(Client client, Endpoint server) throws Exception {
        int before = sendmail.messages().size();
        String replies = client.deliver(server, sendmail, Mail.KINDS);
        List<DeliveredMessage> all = sendmail.messages();
        assertThat(all).hasSize(before + Mail.KINDS.size());
        return Trace.of(replies, all.subList(before, all.size())).withAnyTls();
    }

    private static SmtpClient inTransaction(Endpoint server, String parameters) throws IOException {
        SmtpClient client = SmtpClient.hello(server);
        client.command("MAIL FROM:<" + HONEST + ">" + parameters);
        assertThat(client.command("RCPT TO:<bob@example.test>")).startsWith("250 2.1.5 ");
        return client;
    }

    private static Outcome attack(Endpoint server, FalseEnd end, Sending sending) throws Exception {
        int messages = sendmail.messages().size();
        int lines = sendmail.log().size();
        String replies = send(server, end, sending);
        sendmail.awaitNoSession(Until.SOON);
        List<DeliveredMessage> all = sendmail.messages();
        List<String> commands = sendmail.log().stream()
                .skip(lines)
                .filter(line -> line.contains("<-- "))
                .toList();
        return new Outcome(replies, all.subList(messages, all.size()), commands);
    }

    private static String send(Endpoint server, FalseEnd end, Sending sending) throws Exception {
        try (SmtpClient client = sending.hello(server)) {
            // Were MAIL refused and we went on, what follows would be commands of an honest kind.
            if (client.command("MAIL FROM:<" + HONEST + ">" + end.parameters()).startsWith("250 ")) {
                client.command("RCPT TO:<bob@example.test>");
                assertThat(client.command("DATA")).startsWith("354 ");
                sending.send(client, mailData(end) + "QUIT\r\n");
                client.rest();
            }
            return client.transcript();
        }
    }

    private static String mailData(FalseEnd end) {
        return "Subject: honest\r\n\r\ntext" + end.octets()
                + """
                MAIL FROM:<%s>
                RCPT TO:<victim@example.test>
                DATA
                Subject: evil

                smuggled
                .
                """.formatted(EVIL).replace("\n", "\r\n");
    }
}
