package org.smtpward.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.HostPort;

/** FACTS about an unpatched sendmail 8.15.2, as far as the stand-in has them. */
class StandInTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private StandIn standIn;

    @AfterEach
    void close() {
        standIn.close();
    }

    @Test
    void greetsLikeSendmail() throws Exception {
        try (Caller caller = start(StandIn.Options.PLAIN)) {
            assertThat(caller.replies().getFirst()).startsWith("220 mail.example.test ESMTP Sendmail 8.15.2/8.15.2; ");
        }
    }

    @Test
    void offersStarttlsOnlyWithCertificateAndOnlyInTheClear() throws Exception {
        try (Caller caller = start(StandIn.Options.PLAIN)) {
            assertThat(caller.ask("EHLO client.example"))
                    .startsWith("250-mail.example.test Hello [127.0.0.9], pleased to meet you\n")
                    .contains("ENHANCEDSTATUSCODES", "PIPELINING", "8BITMIME", "SIZE", "DSN", "AUTH", "DELIVERBY")
                    .endsWith("250 HELP")
                    .doesNotContain("STARTTLS");
        }
        standIn.close();
        try (Caller caller = start(StandIn.Options.PLAIN.startTls(ThrowAwayCertificate.create(directory)))) {
            assertThat(caller.ask("EHLO client.example")).contains("STARTTLS");
            caller.startTls();
            assertThat(caller.ask("EHLO client.example")).doesNotContain("STARTTLS");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            NOOP                                    | 250 2.0.0 OK
            RSET                                    | 250 2.0.0 Reset state
            MAIL FROM:<a@b.example>                 | 250 2.1.0 <a@b.example>... Sender ok
            mail from:<> BODY=8BITMIME              | 250 2.1.0 <>... Sender ok
            MAIL FROM:<"a>b"@c.example> SIZE=1      | 250 2.1.0 <"a>b"@c.example>... Sender ok
            MAIL TO:<a@b.example>                   | 501 5.5.2 Syntax error in parameters scanning "TO"
            RCPT TO:<a@b.example>                   | 503 5.0.0 Need MAIL before RCPT
            DATA                                    | 503 5.0.0 Need MAIL command
            EHLO <script>                           | 501 5.0.0 Invalid domain name
            VRFY <script>                           | 550 5.1.1 <script>... User unknown
            EXPN bob                                | 250 2.1.5 <bob@mail.example.test>
            ETRN x<y                                | 250 2.0.0 Queuing for node x<y started
            STARTTLS                                | 454 4.3.3 TLS not available
            <script>                                | 500 5.5.1 Command unrecognized: "<script>"
            AUTH PLAIN AGFsaWNlAHNlY3JldA==         | 235 2.0.0 OK Authenticated
            AUTH PLAIN AGFsaWNlAHdyb25n             | 535 5.7.0 authentication failed
            AUTH X                                  | 504 5.3.3 AUTH mechanism X not available
            '  QUIT'                                | 221 2.0.0 mail.example.test closing connection
            """)
    void answersInSendmailsWords(String command, String reply) throws Exception {
        try (Caller caller = start(StandIn.Options.PLAIN)) {
            assertThat(caller.ask(command)).isEqualTo(reply);
            assertThat(standIn.commands()).containsExactly(command);
        }
    }

    @Test
    void keepsEnvelopeAndOctets() throws Exception {
        try (Caller caller = start(StandIn.Options.PLAIN)) {
            caller.ask("MAIL FROM:<alice@client.example>");
            assertThat(caller.ask("RCPT TO:<bob@example.test>"))
                    .isEqualTo("250 2.1.5 <bob@example.test>... Recipient ok");
            assertThat(caller.ask("RCPT TO:<nobody@example.test>"))
                    .isEqualTo("550 5.1.1 <nobody@example.test>... User unknown");
            assertThat(caller.ask("DATA")).isEqualTo("354 Enter mail, end with \".\" on a line by itself");
            assertThat(caller.ask("..\r\n\u00e9\r\n.")).matches("250 2\\.0\\.0 \\w+ Message accepted for delivery");
        }
        StandIn.Message message = standIn.awaitMessages(1, SOON).getFirst();
        assertThat(message.sender()).isEqualTo("alice@client.example");
        assertThat(message.recipients()).containsExactly("bob@example.test");
        assertThat(message.text()).isEqualTo("..\r\n\u00e9\r\n");
    }

    @Test
    void relaysForItsOwnMachineAndUsersOnly() throws Exception {
        try (Caller stranger = start(StandIn.Options.PLAIN)) {
            stranger.ask("AUTH LOGIN");
            stranger.ask("YWxpY2U=");
            assertThat(stranger.ask("d3Jvbmc=")).startsWith("535 ");
            stranger.ask("MAIL FROM:<>");
            assertThat(stranger.ask("RCPT TO:<x@elsewhere.example>"))
                    .isEqualTo("550 5.7.1 <x@elsewhere.example>... Relaying denied");
            stranger.ask("RSET");
            stranger.ask("AUTH LOGIN");
            stranger.ask("YWxpY2U=");
            assertThat(stranger.ask("c2VjcmV0")).startsWith("235 ");
            stranger.ask("MAIL FROM:<>");
            assertThat(stranger.ask("RCPT TO:<x@elsewhere.example>")).startsWith("250 ");
        }
        try (Socket local = new Socket("127.0.0.1", standIn.port())) {
            String dialogue = "MAIL FROM:<>\r\nRCPT TO:<x@elsewhere.example>\r\nQUIT\r\n";
            local.getOutputStream().write(dialogue.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(local.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("250 2.1.5 <x@elsewhere.example>... Recipient ok");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET / HTTP/1.1", "post x", "CONNECT a:25", "USER\tx"})
    void takesAnOpenProxysFirstLineForWhatItIs(String line) throws Exception {
        try (Caller caller = start(StandIn.Options.PLAIN)) {
            assertThat(caller.ask(line)).isEqualTo("421 4.7.0 mail.example.test Rejecting open proxy [127.0.0.9]");
            assertThatThrownBy(caller::reply).isInstanceOf(EOFException.class);
        }
        try (Caller caller = Caller.connect(address())) {
            caller.ask("NOOP");
            assertThat(caller.ask(line)).isEqualTo("500 5.5.1 Command unrecognized: \"" + line + "\"");
        }
    }

    @Test
    void bears25BadCommands() throws Exception {
        try (Caller caller = start(StandIn.Options.PLAIN)) {
            for (int i = 0; i < 25; i++) {
                assertThat(caller.ask("Host: x")).startsWith("500 ");
            }
            assertThat(caller.ask("Host: x"))
                    .isEqualTo("421 4.7.0 mail.example.test Too many bad commands; closing connection");
        }
    }

    @Test
    void endsCommandsAtLfAndTextsAtNul() throws Exception {
        try (Caller caller = start(StandIn.Options.PLAIN)) {
            caller.send("NOOP\nNOOP\0x\r\nQUIT\n");
            caller.readToTheEnd();
            assertThat(standIn.commands()).containsExactly("NOOP", "NOOP", "QUIT");
        }
    }

    @Test
    void runsWhatStandsBehindTheBufferOfAuth() throws Exception {
        try (Caller caller = start(StandIn.Options.PLAIN)) {
            assertThat(caller.ask("AUTH " + "x".repeat(12_282) + "NOOP")).startsWith("504 ");
            assertThat(caller.reply()).isEqualTo("250 2.0.0 OK");
            assertThat(caller.ask("NOOP " + "x".repeat(2042)))
                    .isEqualTo("421 4.7.0 mail.example.test Command too long, possible attack [127.0.0.9]");
        }
    }

    @Test
    void dropsWhatStandsInTheClearBehindStarttls() throws Exception {
        try (Caller caller = start(StandIn.Options.PLAIN.startTls(ThrowAwayCertificate.create(directory)))) {
            caller.send("STARTTLS\r\nMAIL FROM:<evil@attacker.example>\r\n");
            assertThat(caller.reply()).isEqualTo("220 2.0.0 Ready to start TLS");
            caller.handshake("h2");
            assertThat(caller.ask("STARTTLS")).isEqualTo("454 4.3.3 TLS not available after start");
        }
        assertThat(standIn.commands()).containsExactly("STARTTLS", "STARTTLS");
    }

    @Test
    void answersWhatItIsToldTo() throws Exception {
        StandIn.Options options = StandIn.Options.PLAIN
                .reply("mail", "403 4.7.0 TLS handshake.")
                .reply("MAIL FROM:<b", "250-ok\n250 ok")
                .reply(".", "451 4.3.0 later");
        try (Caller caller = start(options)) {
            assertThat(caller.ask("MAIL FROM:<a@b.example>")).isEqualTo("403 4.7.0 TLS handshake.");
            assertThat(caller.ask("mail from:<b@b.example>")).isEqualTo("250-ok\n250 ok");
            // A fixed reply is all there is to it.
            assertThat(caller.ask("DATA")).startsWith("503 ");
        }
        assertThat(standIn.messages()).isEmpty();
    }

    @Test
    void tellsWhenMessagesDoNotCome() throws Exception {
        standIn = StandIn.start();
        assertThatThrownBy(() -> standIn.awaitMessages(1, Duration.ZERO)).hasMessage("0 of 1 messages after PT0S");
        assertThat(standIn.awaitIdle(Duration.ZERO)).isTrue();
    }

    private Caller start(StandIn.Options options) throws Exception {
        standIn = StandIn.start(options);
        return Caller.connect(address());
    }

    private HostPort address() {
        return new HostPort("127.0.0.1", standIn.port());
    }
}
