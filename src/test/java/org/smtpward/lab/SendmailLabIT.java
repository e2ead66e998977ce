package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Proves that the lab is what we protect: a sendmail 8.15.2 without any patch. When a case fails here, no other test
 * against a real sendmail means anything.
 */
@RealParts
class SendmailLabIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MEGABYTE = 1 << 20;

    private static Sendmail sendmail;

    @BeforeAll
    static void start() {
        sendmail =
                Sendmail.start(Sendmail.Options.defaults().withTls().withAuth().withLogLevel(15));
    }

    @AfterAll
    static void stop() {
        sendmail.close();
    }

    @Test
    void itIsSendmail8152() throws Exception {
        try (RawClient client = RawClient.connect(sendmail)) {
            assertStartsWith("220 mail.example.test ESMTP Sendmail 8.15.2/8.15.2; ", client.reply());
        }
    }

    @ParameterizedTest
    @CsvSource({"V8_17_1, 8.17.1", "V8_18_1, 8.18.1"})
    void itCanBeAnother(Sendmail.Version version, String name) throws Exception {
        try (Sendmail other =
                        Sendmail.start(Sendmail.Options.defaults().of(version).withTls());
                RawClient client = RawClient.connect(other)) {
            assertStartsWith("220 mail.example.test ESMTP Sendmail " + name, client.reply());
            assertTrue(client.command("EHLO client.test").contains("250-STARTTLS"));
            client.command("MAIL FROM:<sender@client.test>");
            client.command("RCPT TO:<bob@example.test>");
            client.command("DATA");
            assertStartsWith(
                    version == Sendmail.Version.V8_18_1 ? "421 4.5.0 " : "250 2.0.0 ",
                    client.command("text\n.\r\n\r\n."));
        }
    }

    @Test
    void everyOctetOfABodyIsDelivered() throws Exception {
        StringBuilder body = new StringBuilder();
        for (char octet = 1; octet < 256; octet++) {
            body.append(octet == '\r' || octet == '\n' ? "" : octet).append(octet % 64 == 0 ? "\r\n" : "");
        }
        body.append("\r\nFrom here, a CR \r stays\r\n").append("x".repeat(5000)).append("\r\n");
        assertEquals(
                body.toString().replace("\r\n", "\n"),
                deliver("octets", body.toString()).body());
    }

    @Test
    void aMessageHasItsEnvelope() throws Exception {
        DeliveredMessage message = deliver("envelope", "text\r\n");
        assertEquals("Sender@client.test", message.sender());
        assertEquals(
                List.of("Bob", "envelope"),
                message.recipients().stream().sorted().toList());
    }

    @Test
    void sixtyMegabytesFit() throws Exception {
        String body = ("y".repeat(1022) + "\r\n").repeat(60 * 1024);
        assertEquals(60L * MEGABYTE - 60 * 1024, deliver("big", body).body().length());
    }

    @Test
    void nobodyIsUnknown() throws Exception {
        try (RawClient client = RawClient.hello(sendmail)) {
            client.command("MAIL FROM:<sender@client.test>");
            assertEquals(
                    "550 5.1.1 <nobody@example.test>... User unknown\r\n",
                    client.command("RCPT TO:<nobody@example.test>"));
        }
    }

    /** What makes a proxy in front of sendmail an open relay, if sendmail sees the proxy's address. */
    @Test
    void itRelaysForLocalhost() throws Exception {
        try (RawClient client = RawClient.hello(sendmail, "127.0.0.1")) {
            client.command("MAIL FROM:<sender@client.test>");
            assertEquals(
                    "250 2.1.5 <queued@foreign.test>... Recipient ok\r\n",
                    client.command("RCPT TO:<queued@foreign.test>"));
            client.command("DATA");
            assertStartsWith("250 2.0.0 ", client.command("text\r\n."));
        }
        assertTrue(sendmail.queue().stream().anyMatch(message -> message.contains("<queued@foreign.test>")));
    }

    @Test
    void itDoesNotRelayForOthers() throws Exception {
        try (RawClient client = RawClient.hello(sendmail, "127.0.0.2")) {
            client.command("MAIL FROM:<sender@example.test>");
            assertEquals(
                    "550 5.7.1 <someone@foreign.test>... Relaying denied. Proper authentication required.\r\n",
                    client.command("RCPT TO:<someone@foreign.test>"));
        }
    }

    @Test
    void itRelaysForWhoAuthenticates() throws Exception {
        try (RawClient client = RawClient.hello(sendmail, "127.0.0.2")) {
            assertEquals("235 2.0.0 OK Authenticated\r\n", client.command("AUTH PLAIN " + plain("secret")));
            client.command("MAIL FROM:<sender@example.test>");
            assertStartsWith("250 ", client.command("RCPT TO:<someone@foreign.test>"));
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (RawClient client = RawClient.hello(sendmail)) {
            assertEquals("535 5.7.0 authentication failed\r\n", client.command("AUTH PLAIN " + plain("wrong")));
        }
    }

    @Test
    void starttlsGivesTheCertificateOfTheLab() throws Exception {
        try (RawClient client = RawClient.hello(sendmail)) {
            assertEquals("220 2.0.0 Ready to start TLS\r\n", client.command("STARTTLS"));
            client.startTls(sendmail.certificate());
            assertTrue(client.command("EHLO client.test").contains("250-8BITMIME\r\n"));
        }
    }

    /** Smuggling: an end of mail data that the sender's server did not take for one. */
    @ParameterizedTest
    @CsvSource({"LF-LF, \\n.\\n", "LF-CRLF, \\n.\\r\\n", "CRLF-LF, \\r\\n.\\n", "NUL, \\r\\0\\n.\\r\\n"})
    void unusualEndsOfDataEndTheMessage(String name, String end) throws Exception {
        String smuggled = "smuggled-" + name;
        try (RawClient client = RawClient.hello(sendmail)) {
            client.command("MAIL FROM:<sender@client.test>");
            client.command("RCPT TO:<bob@example.test>");
            client.command("DATA");
            client.send("text" + end.translateEscapes());
            assertStartsWith("250 2.0.0 ", client.reply());
            send(client, smuggled, "text\r\n");
        }
        awaitMessageTo(smuggled);
    }

    @Test
    void aPatchedOneRefusesBareLf() throws Exception {
        try (Sendmail patched = Sendmail.start(Sendmail.Options.defaults().patched());
                RawClient client = RawClient.hello(patched)) {
            client.command("MAIL FROM:<sender@client.test>");
            client.command("RCPT TO:<bob@example.test>");
            client.command("DATA");
            client.send("text\n.\r\n");
            assertEquals("421 4.5.0 Bare linefeed (LF) not allowed\r\n", client.rest());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "POST / HTTP/1.1", "CONNECT example.test:25 HTTP/1.1", "USER alice"})
    void anOpenProxyTestIsRefusedAsFirstLine(String line) throws Exception {
        try (RawClient client = RawClient.connect(sendmail)) {
            client.reply();
            client.send(line + "\r\n");
            assertEquals("421 4.7.0 mail.example.test Rejecting open proxy localhost [127.0.0.1]\r\n", client.rest());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "HEAD"})
    void laterOnHttpIsJustAnUnknownCommand(String method) throws Exception {
        try (RawClient client = RawClient.hello(sendmail)) {
            assertEquals(
                    "500 5.5.1 Command unrecognized: \"" + method + " / HTTP/1.1\"\r\n",
                    client.command(method + " / HTTP/1.1"));
        }
    }

    /** ALPACA: a browser posts a form to the mail server, behind somebody's EHLO. */
    @Test
    void commandsInTheBodyOfAPostAreRun() throws Exception {
        try (RawClient client = RawClient.hello(sendmail)) {
            client.send("""
                    POST / HTTP/1.1
                    Host: mail.example.test
                    Content-Type: text/plain

                    MAIL FROM:<evil@client.test>
                    RCPT TO:<post@example.test>
                    DATA
                    text
                    .
                    QUIT
                    """.replace("\n", "\r\n"));
            client.rest();
        }
        awaitMessageTo("post");
    }

    @Test
    void theLogShowsWhatAClientSaid() throws Exception {
        try (RawClient client = RawClient.hello(sendmail)) {
            client.command("BREW /pot-1 HTCPCP/1.0");
        }
        sendmail.awaitNoSession(SOON);
        assertTrue(sendmail.log().stream().anyMatch(line -> line.contains("BREW /pot-1")));
    }

    @Test
    void anInstanceHasItsOwnLog() throws Exception {
        try (Sendmail other = Sendmail.start();
                RawClient client = RawClient.connect(other)) {
            client.reply();
            client.send("GET /only-here HTTP/1.1\r\n");
            client.rest();
            other.awaitLog(line -> line.contains("probable open proxy: command=GET /only-here"), SOON);
            assertFalse(sendmail.log().stream().anyMatch(line -> line.contains("/only-here")));
        }
    }

    @Test
    void mailInTheClearIsRefusedWhereTlsIsDemanded() throws Exception {
        Sendmail.Options strict = Sendmail.Options.defaults().withTls().withAccess("TLS_Clt: ENCR:112");
        try (Sendmail demanding = Sendmail.start(strict);
                RawClient client = RawClient.hello(demanding)) {
            assertEquals(
                    "403 4.7.0 encryption too weak 0 less than 112\r\n",
                    client.command("MAIL FROM:<sender@client.test>"));
            client.command("STARTTLS");
            client.startTls(demanding.certificate());
            client.command("EHLO client.test");
            assertStartsWith("250 2.1.0 ", client.command("MAIL FROM:<sender@client.test>"));
        }
    }

    @Test
    void withoutTheOptionsNeitherStarttlsNorAuthIsOffered() throws Exception {
        try (Sendmail plain = Sendmail.start();
                RawClient client = RawClient.connect(plain)) {
            client.reply();
            String reply = client.command("EHLO client.test");
            assertFalse(reply.contains("STARTTLS") || reply.contains("AUTH"), reply);
        }
    }

    /** The limits count the line end. */
    @Test
    void aCommandMayHave2048Octets() throws Exception {
        try (RawClient client = RawClient.hello(sendmail)) {
            assertStartsWith("250 ", client.command("NOOP " + "x".repeat(2048 - 7)));
            client.send("NOOP " + "x".repeat(2049 - 7) + "\r\n");
            assertEquals(
                    "421 4.7.0 mail.example.test Command too long, possible attack localhost [127.0.0.1]\r\n",
                    client.rest());
        }
    }

    /** The buffer: an AUTH line is cut, not refused, and the rest is the next command. */
    @Test
    void whatFollows12287OctetsOfAuthIsTheNextCommand() throws Exception {
        try (RawClient client = RawClient.hello(sendmail)) {
            assertStartsWith("504 5.3.3 AUTH mechanism xxx", client.command("AUTH " + "x".repeat(12_287 - 7)));
            assertStartsWith("250 2.0.0 OK", client.command("NOOP"));
            assertStartsWith("504 ", client.command("AUTH " + "x".repeat(12_287 - 5) + "MAIL FROM:<evil@client.test>"));
            assertEquals("250 2.1.0 <evil@client.test>... Sender ok\r\n", client.reply());
        }
    }

    @Test
    void closeEndsItsSessions() throws Exception {
        Sendmail doomed = Sendmail.start();
        try (RawClient client = RawClient.hello(doomed)) {
            doomed.close();
            assertEquals("", client.rest());
        }
        assertFalse(listens(doomed));
    }

    private static boolean listens(Sendmail sendmail) {
        try (Socket socket = new Socket(sendmail.address().getAddress(), sendmail.port())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Delivers a message to {@code Bob} and {@code recipient}. */
    private static DeliveredMessage deliver(String recipient, String body) throws IOException {
        try (RawClient client = RawClient.hello(sendmail)) {
            send(client, recipient, body);
        }
        return awaitMessageTo(recipient);
    }

    private static void send(RawClient client, String recipient, String body) throws IOException {
        client.command("MAIL FROM:<Sender@client.test>");
        client.command("RCPT TO:<Bob@example.test>");
        client.command("RCPT TO:<" + recipient + "@example.test>");
        client.command("DATA");
        client.send("Subject: lab\r\n\r\n" + body + ".\r\n");
        assertStartsWith("250 2.0.0 ", client.reply());
    }

    private static DeliveredMessage awaitMessageTo(String recipient) {
        return sendmail.awaitMessage(message -> message.recipients().contains(recipient), SOON);
    }

    private static String plain(String password) {
        return Base64.getEncoder().encodeToString(("\0alice\0" + password).getBytes(US_ASCII));
    }

    private static void assertStartsWith(String expected, String actual) {
        assertTrue(actual.startsWith(expected), () -> "expected " + expected + "... but was " + actual);
    }
}
