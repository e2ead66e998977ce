package org.smtpward.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Proves that the lab's Postfix is what its tests take it for. */
@RealParts
class PostfixLabIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static Postfix postfix;

    @BeforeAll
    static void start() {
        postfix = Postfix.start(Postfix.Options.defaults().withTls());
    }

    @AfterAll
    static void stop() {
        postfix.close();
    }

    @Test
    void itDeliversAMessage() throws Exception {
        try (RawClient client = hello("127.0.0.1")) {
            client.command("MAIL FROM:<sender@client.test>");
            assertStartsWith("250 2.1.5 ", client.command("RCPT TO:<bob@example.test>"));
            assertStartsWith("354 ", client.command("DATA"));
            assertStartsWith("250 2.0.0 ", client.command("Subject: x\r\n\r\ntext\r\n."));
        }
        DeliveredMessage message = postfix.awaitMessages(1, SOON).getFirst();
        assertEquals("sender@client.test", message.sender());
        assertEquals(List.of("bob"), message.recipients());
        assertEquals("text\n", message.body());
    }

    @Test
    void itDoesStartTls() throws Exception {
        try (RawClient client = hello("127.0.0.1")) {
            assertStartsWith("220 2.0.0 ", client.command("STARTTLS"));
            client.startTls(postfix.certificate());
            assertTrue(client.command("EHLO client.test").contains("250-SIZE "));
        }
    }

    @Test
    void nobodyIsUnknown() throws Exception {
        try (RawClient client = hello("127.0.0.1")) {
            client.command("MAIL FROM:<sender@client.test>");
            assertStartsWith("554 5.7.1 ", client.command("RCPT TO:<nobody@example.test>"));
        }
    }

    @Test
    void itRelaysForLocalhostAlone() throws Exception {
        try (RawClient local = hello("127.0.0.1");
                RawClient stranger = hello("127.0.0.2")) {
            local.command("MAIL FROM:<sender@client.test>");
            assertStartsWith("250 ", local.command("RCPT TO:<someone@foreign.test>"));
            stranger.command("MAIL FROM:<sender@client.test>");
            assertStartsWith("454 4.7.1 ", stranger.command("RCPT TO:<someone@foreign.test>"));
        }
    }

    @Test
    void itTakesTheAddressOfAClientFromAProxy() throws Exception {
        Postfix.Options options = Postfix.Options.defaults()
                .withConfig("smtpd_upstream_proxy_protocol = haproxy")
                .withNames("192.0.2.7 seven.test");
        try (Postfix behind = Postfix.start(options);
                RawClient client = RawClient.connect(behind.address(), "127.0.0.1")) {
            client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 25\r\n");
            assertStartsWith("220 mail.example.test ESMTP", client.reply());
            behind.awaitLog(line -> line.contains("connect from seven.test[192.0.2.7]"), SOON);
        }
    }

    private static RawClient hello(String source) throws Exception {
        RawClient client = RawClient.connect(postfix.address(), source);
        assertStartsWith("220 mail.example.test ESMTP", client.reply());
        client.command("EHLO client.test");
        return client;
    }

    private static void assertStartsWith(String expected, String actual) {
        assertTrue(actual.startsWith(expected), () -> "<" + actual + "> does not start with <" + expected + ">");
    }
}
