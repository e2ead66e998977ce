package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * ALPACA (CVE-2021-3618): a browser's HTTP request arrives at the mail server, with commands of SMTP in its body. Sendmail
 * 8.15.2 carries them out, wherever in the session the request stands; only a POST as the very first line it refuses
 * itself. Through smtpward the client reads 421 each time, and sendmail sees nothing.
 */
@RealParts
class AlpacaIT {
    private static final String BROWSER = "127.0.0.9";
    private static final int UPLOAD = 4 << 20;

    private static Sendmail sendmail;
    private static RunningProxy proxy;

    /** Where in the session the request comes, and which commands sendmail has seen until then through smtpward. */
    enum Position {
        BEFORE_THE_GREETING,
        FIRST,
        AFTER_EHLO("EHLO client.test"),
        AFTER_NOOP("EHLO client.test", "NOOP"),
        IN_A_TRANSACTION("EHLO client.test", "MAIL FROM:<honest@client.test>"),
        AFTER_STARTTLS("EHLO client.test", "STARTTLS"),
        AFTER_EHLO_IN_TLS("EHLO client.test", "STARTTLS", "EHLO client.test");

        private final List<String> commands;

        Position(String... commands) {
            this.commands = List.of(commands);
        }

        SmtpClient reach(Endpoint server) throws IOException, GeneralSecurityException {
            SmtpClient client = SmtpClient.connect(server);
            if (this != BEFORE_THE_GREETING) {
                client.reply();
            }
            for (String command : commands) {
                if (command.equals("STARTTLS")) {
                    client.startTls(sendmail.certificate());
                } else {
                    client.command(command);
                }
            }
            return client;
        }
    }

    static Stream<Arguments> everyRequest() {
        return Stream.of("POST", "PUT", "HEAD", "OPTIONS")
                .flatMap(method -> Stream.of(Position.values()).map(position -> Arguments.of(method, position)));
    }

    @BeforeAll
    static void start() throws Exception {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withTls().withLogLevel(15));
        proxy = RunningProxy.before(sendmail);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        sendmail.close();
    }

    @ParameterizedTest
    @MethodSource("everyRequest")
    void sendmailAloneCarriesOutWhatTheBodySays(String method, Position position) throws Exception {
        int before = sendmail.messages().size();
        String replies = attack(Endpoint.direct(sendmail), method, position);
        sendmail.awaitNoSession(Until.SOON);
        if (method.equals("POST")
                && List.of(Position.BEFORE_THE_GREETING, Position.FIRST).contains(position)) {
            assertThat(replies).contains("421 4.7.0 mail.example.test Rejecting open proxy client.test [127.25.25.25]");
            return;
        }
        assertThat(replies).contains("Message accepted for delivery");
        assertThat(sendmail.messages()).hasSize(before + 1);
        assertThat(sendmail.messages().get(before).body()).isEqualTo("the browser's cookie\n");
    }

    @ParameterizedTest
    @MethodSource("everyRequest")
    void throughSmtpwardNothingOfItReachesSendmail(String method, Position position) throws Exception {
        int messages = sendmail.messages().size();
        int lines = sendmail.log().size();
        String replies = attack(proxy.endpoint(BROWSER), method, position);
        sendmail.awaitNoSession(Until.SOON);
        // Before the greeting nobody knows the mail server's name.
        String host = position == Position.BEFORE_THE_GREETING ? "\\S+" : "mail\\.example\\.test";
        assertThat(replies)
                .containsPattern("(^|\r\n)421 4\\.7\\.0 " + host + " Rejecting open proxy \\[127\\.0\\.0\\.9]\r\n\\z")
                .doesNotContain("500 ")
                .doesNotContain("accepted");
        assertThat(commandsSince(lines)).isEqualTo(position.commands);
        assertThat(sendmail.messages()).hasSize(messages);
    }

    /** The client is still sending when it is refused: the reply must not be lost in a reset. */
    @ParameterizedTest
    @EnumSource(names = {"FIRST", "AFTER_EHLO", "AFTER_EHLO_IN_TLS"})
    void aLongUploadIsToldToo(Position position) throws Exception {
        try (SmtpClient client = position.reach(proxy.endpoint(BROWSER))) {
            client.send(request("PUT") + "x".repeat(UPLOAD));
            assertThat(client.rest()).isEqualTo("421 4.7.0 mail.example.test Rejecting open proxy [127.0.0.9]\r\n");
        }
    }

    /** What no browser can do without: it offers its own protocols in TLS. */
    @Test
    void theHandshakeOfABrowserIsRefused() throws Exception {
        Tool.Output alone = handshake(Endpoint.direct(sendmail));
        assertThat(alone.text()).contains("No ALPN negotiated").contains("subject=CN = mail.example.test");
        assertThat(alone.exitCode()).isZero();
        Tool.Output through = handshake(proxy.endpoint(BROWSER));
        assertThat(through.text()).contains("SSL alert number 120").contains("no peer certificate available");
        assertThat(through.exitCode()).isNotZero();
    }

    private static Tool.Output handshake(Endpoint server) throws IOException {
        return OpensslClient.connectOnly(server, sendmail.certificate(), "-alpn", "h2,http/1.1");
    }

    private static String attack(Endpoint server, String method, Position position) throws Exception {
        try (SmtpClient client = position.reach(server)) {
            client.send(request(method));
            client.rest();
            return client.transcript();
        }
    }

    /** RSET, so that it also does in a transaction of somebody else. */
    private static String request(String method) {
        return """
                %s /mail?%s HTTP/1.1
                Host: mail.example.test
                Content-Type: text/plain
                Content-Length: 140

                RSET
                MAIL FROM:<evil@client.test>
                RCPT TO:<victim@example.test>
                DATA
                Subject: %s

                the browser's cookie
                .
                QUIT
                """.formatted(method, method, method).replace("\n", "\r\n");
    }

    private static List<String> commandsSince(int line) {
        return sendmail.log().stream()
                .skip(line)
                .filter(text -> text.contains("<-- "))
                .map(text -> text.substring(text.indexOf("<-- ") + 4))
                .toList();
    }
}
