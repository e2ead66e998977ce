package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * No mail is lost: whenever sendmail dies or stands still, the client is told to come again, and never that its mail was
 * taken. What waits here for longer than it should fails by the client's deadline.
 */
@RealParts
class FaultsIT {
    private static final String GONE = "421 4.3.2 mail.example.test Service not available, try again later\r\n";
    private static final String KEEP_IT = "451 4.3.0 mail.example.test Message not accepted, try again later\r\n";
    private static final int MEGABYTE = 1 << 20;

    private Sendmail sendmail;
    private RunningProxy proxy;

    @BeforeEach
    void start() throws Exception {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withTls());
        proxy = RunningProxy.before(sendmail);
        awaitOnlyOurs();
    }

    /**
     * A proxy that starts asks sendmail something, in sessions that end when they end. Connections are accepted in the order in
     * which they come: behind one of ours that has been greeted there are no others, and then none is left.
     */
    private void awaitOnlyOurs() throws Exception {
        try (SmtpClient last = SmtpClient.connect(Endpoint.direct(sendmail))) {
            last.reply();
        }
        sendmail.awaitNoSession(Until.SOON);
    }

    @AfterEach
    void stop() {
        proxy.close();
        sendmail.close();
    }

    @Test
    void killedBeforeTheGreeting() throws Exception {
        LabProcess daemon = LabProcess.daemon(sendmail);
        daemon.stop();
        try (SmtpClient client = SmtpClient.connect(proxy.endpoint())) {
            LabProcess.awaitConnection(sendmail);
            daemon.kill();
            assertThat(client.rest()).matches("421 4\\.3\\.2 \\S+ Service not available, try again later\r\n");
        }
        try (SmtpClient next = SmtpClient.connect(proxy.endpoint())) {
            assertThat(next.rest()).startsWith("421 4.3.2 ");
        }
    }

    /** Nobody behind the door, and a browser at it, which talks first: a reset could cost it the reply. */
    @Test
    void whoTalksFirstWhileNobodyIsThereIsToldInOrder() throws Exception {
        LabProcess.daemon(sendmail).kill();
        try (RunningProxy lonely = RunningProxy.start(ProxyText.before(sendmail.address()))) {
            for (int i = 0; i < 30; i++) {
                try (SmtpClient client = SmtpClient.connect(lonely.endpoint())) {
                    client.send("GET / HTTP/1.1\r\nHost: mail.example.test\r\n\r\n");
                    assertThat(client.rest()).startsWith("421 4.3.2 ");
                }
            }
        }
    }

    /** Between replies: 421. */
    @ParameterizedTest
    @CsvSource({
        "false, ''",
        "false, 'EHLO client.test'",
        "true, 'EHLO client.test'",
        "false, 'EHLO client.test|MAIL FROM:<sender@client.test>'",
        "true, 'EHLO client.test|MAIL FROM:<sender@client.test>'",
        "true, 'EHLO client.test|MAIL FROM:<sender@client.test>|RCPT TO:<bob@example.test>'"
    })
    void killedBetweenCommands(boolean tls, String commands) throws Exception {
        try (SmtpClient client = begin(tls)) {
            for (String command : commands.isEmpty() ? new String[0] : commands.split("\\|")) {
                client.command(command);
            }
            LabProcess.session(sendmail).kill();
            assertThat(client.rest()).isEqualTo(GONE);
        }
        assertServesAgain();
    }

    /** Commands without a reply: one 421 for them all. */
    @Test
    void killedWithCommandsUnanswered() throws Exception {
        try (SmtpClient client = SmtpClient.hello(proxy.endpoint())) {
            LabProcess session = LabProcess.session(sendmail);
            session.stop();
            String group = "MAIL FROM:<sender@client.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n";
            client.send(group);
            LabProcess.awaitUnread(sendmail, group.length());
            session.kill();
            assertThat(client.rest()).isEqualTo(GONE);
        }
        assertServesAgain();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killedInTheMiddleOfMailData(boolean tls) throws Exception {
        try (SmtpClient client = begin(tls)) {
            beginData(client);
            client.send("Subject: half\r\n\r\ntext\r\n");
            LabProcess.session(sendmail).kill();
            assertThat(client.rest()).isEqualTo(KEEP_IT);
        }
        assertServesAgain();
        assertThat(sendmail.messages()).isEmpty();
    }

    /** The client has a lot under way when the connection behind us breaks. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killedUnderLoad(boolean tls) throws Exception {
        try (SmtpClient client = begin(tls)) {
            beginData(client);
            LabProcess session = LabProcess.session(sendmail);
            session.stop();
            client.send("x".repeat(100_000) + "\r\n");
            session.kill();
            client.send(("y".repeat(998) + "\r\n").repeat(100));
            assertThat(client.rest()).isEqualTo(KEEP_IT);
        }
        assertServesAgain();
        assertThat(sendmail.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killedBehindTheFinalDot(boolean tls) throws Exception {
        try (SmtpClient client = begin(tls)) {
            beginData(client);
            LabProcess session = LabProcess.session(sendmail);
            session.stop();
            String data = "Subject: whole\r\n\r\ntext\r\n.\r\n";
            client.send(data);
            LabProcess.awaitUnread(sendmail, data.length());
            session.kill();
            assertThat(client.rest()).isEqualTo(KEEP_IT);
        }
        assertServesAgain();
        assertThat(sendmail.messages()).isEmpty();
    }

    /** The next transaction stands behind the dot: the one reply is for the mail, which is in doubt. */
    @Test
    void killedBehindTheFinalDotOfAGroup() throws Exception {
        try (SmtpClient client = begin(false)) {
            beginData(client);
            LabProcess session = LabProcess.session(sendmail);
            session.stop();
            client.send("text\r\n.\r\nMAIL FROM:<sender@client.test>\r\nRCPT TO:<bob@example.test>\r\nQUIT\r\n");
            LabProcess.awaitUnread(sendmail, 10);
            session.kill();
            assertThat(client.rest()).isEqualTo(KEEP_IT);
        }
        assertServesAgain();
    }

    /** It stands still: the patience is ours. */
    @Test
    void stoppedForGood() throws Exception {
        try (RunningProxy impatient = RunningProxy.before(sendmail, "limits.backend-reply = 1s")) {
            awaitOnlyOurs();
            try (SmtpClient client = SmtpClient.hello(impatient.endpoint())) {
                beginData(client);
                LabProcess.session(sendmail).stop();
                client.send("text\r\n.\r\n");
                assertThat(client.rest()).isEqualTo(KEEP_IT);
            }
        }
    }

    /** What the client did not finish must not be delivered, least of all as if it were whole. */
    @ParameterizedTest
    @CsvSource({"false, 10", "true, 10", "false, 1000000", "true, 1000000"})
    void aClientThatLeavesInTheMiddleOfItsDataDeliversNothing(boolean tls, int octets) throws Exception {
        try (SmtpClient client = begin(tls)) {
            beginData(client);
            client.send("Subject: half\r\n\r\n" + "x".repeat(octets) + "\r\n");
        }
        sendmail.awaitNoSession(Until.SOON);
        assertThat(sendmail.messages()).isEmpty();
        assertServesAgain();
    }

    /** Sendmail stands still while a client sends: we wait with it, and nothing is lost on the way. */
    @Test
    void aBackendThatPausesLosesNothing() throws Exception {
        Mail mail = Mail.ofSize(8 * MEGABYTE);
        try (SmtpClient client = begin(true)) {
            beginData(client);
            LabProcess session = LabProcess.session(sendmail);
            session.stop();
            Thread sender = Thread.ofVirtual().start(() -> sendQuietly(client, mail));
            LabProcess.awaitUnread(sendmail, 100_000);
            session.resume();
            assertThat(client.reply()).startsWith("250 2.0.0 ");
            sender.join();
        }
        assertThat(sendmail.messages())
                .extracting(message -> Trace.summary(message.body()))
                .containsExactly(Trace.summary(mail.landed()));
    }

    private SmtpClient begin(boolean tls) throws Exception {
        SmtpClient client = SmtpClient.connect(proxy.endpoint());
        client.reply();
        if (tls) {
            client.command("EHLO client.test");
            client.startTls(sendmail.certificate());
        }
        return client;
    }

    private static void beginData(SmtpClient client) throws Exception {
        client.command("EHLO client.test");
        client.command("MAIL FROM:<sender@client.test>");
        client.command("RCPT TO:<bob@example.test>");
        assertThat(client.command("DATA")).startsWith("354 ");
    }

    private static void sendQuietly(SmtpClient client, Mail mail) {
        try {
            client.send(mail.wire());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** One session's trouble is not the next one's. */
    private void assertServesAgain() throws Exception {
        try (SmtpClient next = SmtpClient.hello(proxy.endpoint())) {
            assertThat(next.command("QUIT")).startsWith("221 2.0.0 ");
        }
    }
}
