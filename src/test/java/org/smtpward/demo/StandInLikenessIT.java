package org.smtpward.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.config.HostPort;
import org.smtpward.lab.DeliveredMessage;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/** The stand-in is compared with whom it stands in for, an unpatched sendmail 8.15.2. */
@RealParts
class StandInLikenessIT {
    private static Sendmail sendmail;
    private static StandIn standIn;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withTls().withAuth());
        standIn = StandIn.start(StandIn.Options.PLAIN.startTls(ThrowAwayCertificate.create(directory)));
    }

    @AfterAll
    static void stop() {
        standIn.close();
        sendmail.close();
    }

    // ETRN comes first: sendmail forks for it, and the child sends the replies that wait in the buffer once more.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example\r\nQUIT\r\n",
                "HELO client.example\r\nHELO\r\nEHLO <b>\r\nHELP <b>\r\nQUIT\r\n",
                "NOOP\r\nRSET\r\nVERB\r\nxyzzy <b>\r\n\r\n  noop\r\nQUIT\r\n",
                "MAIL FROM:<a@client.example>\r\nMAIL FROM:<b@client.example>\r\nDATA\r\nQUIT\r\n",
                "MAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\nRCPT TO:<nobody@example.test>\r\nQUIT\r\n",
                "RCPT TO:<bob@example.test>\r\nDATA\r\nMAIL TO:<x@client.example>\r\nMAIL FROM\r\nQUIT\r\n",
                "MAIL FROM:<a@client.example>\r\nRCPT TO:<x@elsewhere.example>\r\nQUIT\r\n",
                "MAIL FROM:<\"a>b\"@client.example> SIZE=10 BODY=8BITMIME\r\nQUIT\r\n",
                "GET / HTTP/1.1\r\n",
                "user x\r\n",
                "PUT / HTTP/1.1\r\nHost: x\r\nGET / HTTP/1.1\r\nQUIT\r\n",
                "STARTTLS x\r\nMAIL FROM:<>\r\nSTARTTLS\r\nQUIT\r\n",
                "AUTH\r\nAUTH X\r\nAUTH PLAIN AGFsaWNlAHdyb25n\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\nAUTH PLAIN\r\nQUIT\r\n",
                "AUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\nQUIT\r\n",
                "AUTH PLAIN\r\n*\r\nQUIT\r\n",
                "ETRN <b>\r\nETRN\r\nVRFY\r\nEXPN\r\nQUIT\r\n",
                "NOOP\nNOOP\0x\r\n\tNOOP\rx\r\nQUIT\n"
            })
    void answersAlike(String dialogue) throws Exception {
        assertThat(replies(standIn.port(), dialogue)).isEqualTo(replies(sendmail.port(), dialogue));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n.\r\n",
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r\0\n.\r\n",
                "\r.\r",
                "\r\n.\0\r\n",
                "\r\n\0.\r\n",
                "\r\n\0\0.\r\n",
                "\n\0.\n",
                "\r\n.\r\0\n",
                "x\0\r\n.\r\n",
                "\r\0\n\0.\n",
                "\r\n..\r\n",
                "\r\n.\r\r\n",
                "\n.\r"
            })
    void endsMailDataAlike(String end) throws Exception {
        String dialogue = "MAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\nSubject: x\r\n\r\ntext" + end
                + "NOOP\r\n.\r\nQUIT\r\n";
        assertThat(replies(standIn.port(), dialogue)).isEqualTo(replies(sendmail.port(), dialogue));
    }

    @Test
    void overlongAuthLinesAlike() throws Exception {
        String dialogue = "AUTH " + "x".repeat(12_282) + "NOOP\r\nNOOP " + "x".repeat(2042) + "\r\n";
        assertThat(replies(standIn.port(), dialogue)).isEqualTo(replies(sendmail.port(), dialogue));
    }

    @Test
    void theDemoRunsBeforeTheRealOne() {
        var printed = new ByteArrayOutputStream();
        var backend = Optional.of(new HostPort("127.0.0.1", sendmail.port()));
        int exitCode = Demo.run(true, backend, "demo@example.test", new PrintStream(printed, true, UTF_8));
        assertThat(exitCode).describedAs(printed.toString(UTF_8)).isZero();
        List<DeliveredMessage> messages = sendmail.messages().stream()
                .filter(message -> !message.recipients().contains("bob"))
                .toList();
        assertThat(messages).hasSize(8).allSatisfy(message -> assertThat(message.recipients())
                .containsExactly("demo"));
    }

    private static List<String> replies(int port, String dialogue) throws IOException {
        try (Caller caller = Caller.connect(new HostPort("127.0.0.1", port))) {
            caller.attackBegins();
            caller.send(dialogue);
            caller.readToTheEnd();
            return caller.repliesToAttack().stream()
                    .map(StandInLikenessIT::withoutCircumstances)
                    .toList();
        }
    }

    /** Queue ids, how sendmail's DNS fares, and a text that Debian took from 8.18. */
    private static String withoutCircumstances(String reply) {
        return reply.replaceAll("(?<=250 2\\.0\\.0 )\\w{14}(?= )", "ID")
                .replace(" IP name lookup failed [127.0.0.9]", "")
                .replace("denied.", "denied")
                .replace("354 End data with <CR><LF>.<CR><LF>", "354 Enter mail, end with \".\" on a line by itself");
    }
}
