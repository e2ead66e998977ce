package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * {@code backend.source.trace = received}: behind a fixed source a real SpamAssassin sees the client, and the message that a real
 * sendmail delivers is the same but for our field.
 */
@RealParts
class ReceivedFieldIT {
    private static final String OURS =
            "Received: from client\\.test \\(\\[203\\.0\\.113\\.7]\\)\\n\\tby mx\\.example\\.com \\(smtpward\\) with ESMTPS?"
                    + " id [a-z0-9-]+;\\n\\t[A-Z][a-z]{2}, \\d{1,2} [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000\\n";

    private static final String MAIL =
            "From: <Sender@client.test>\r\nTo: <bob@example.test>\r\nSubject: hello\r\nDate: Mon, 30 Nov 2026 23:00:00 +0000\r\n"
                    + "Message-Id: <1@client.test>\r\n\r\ntext\r\n.\r\n";

    private static Sendmail sendmail;
    private static RunningProxy plain;
    private static RunningProxy traced;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withTls());
        plain = NamedClient.proxyBefore(sendmail);
        traced = NamedClient.proxyBefore(sendmail, "backend.source.trace = received");
    }

    @AfterAll
    static void stop() {
        traced.close();
        plain.close();
        sendmail.close();
    }

    @Test
    void theFieldIsUnderSendmailsOwn() throws Exception {
        String sendmails = "Received: from client\\.test \\([^\\n]*\\[127\\.0\\.0\\.2][^\\n]*\\)\\n(?:\\t[^\\n]*\\n)+";
        assertThat(deliver(traced, MAIL)).matches("(?s)" + sendmails + OURS + "From: .*");
        assertThat(deliver(plain, MAIL))
                .matches("(?s)" + sendmails + "From: .*")
                .doesNotContain("203.0.113.7");
    }

    @Test
    void itNamesTheClientsTls() throws Exception {
        try (SmtpClient client = NamedClient.hello(traced)) {
            client.startTls(sendmail.certificate());
            client.command("EHLO client.test");
            assertThat(deliver(client, MAIL)).contains(" (smtpward) with ESMTPS id ");
        }
    }

    @Test
    void spamAssassinSeesTheClientAndWithoutItDoesNot() throws Exception {
        assertThat(seenBySpamAssassin(deliver(traced, MAIL)))
                .contains("X-Spam-Last: 203.0.113.7 client.test\n")
                .doesNotContain("ALL_TRUSTED");
        assertThat(seenBySpamAssassin(deliver(plain, MAIL)))
                .contains("ALL_TRUSTED")
                .doesNotContain("203.0.113.7");
    }

    /** However strange its beginning, sendmail makes the same of the message, and nothing gets into our field. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                MAIL,
                ".\r\n",
                "\r\ntext\r\n.\r\n",
                "text\r\nmore\r\n.\r\n",
                "text\r\nSubject: none\r\n\r\nmore\r\n.\r\n",
                " ([198.51.100.66]) by evil\r\nSubject: hello\r\n\r\ntext\r\n.\r\n",
                "\t([198.51.100.66]) by evil\r\n.\r\n",
                ". ([198.51.100.66]) by evil\r\n.\r\n",
                "..\r\ntext\r\n.\r\n",
                "\n ([198.51.100.66]) by evil\r\n.\r\n",
                "\r ([198.51.100.66]) by evil\r\n.\r\n",
                "\u00e4: b\r\n\r\ntext\r\n.\r\n",
                "From alice@client.test Thu Sep  3 02:01:00 2026\r\nSubject: hello\r\n\r\ntext\r\n.\r\n",
                "From alice@client.test Thu Sep  3 02:01:00 2026\r\n ([198.51.100.66]) by evil\r\n.\r\n",
                "From alice\r\nFrom bob\r\nSubject: hello\r\n\r\ntext\r\n.\r\n",
                "From: alice@client.test\r\n\r\ntext\r\n.\r\n"
            })
    void nothingElseChanges(String data) throws Exception {
        String without = deliver(plain, data);
        String with = deliver(traced, data);
        assertThat(with).containsPattern(OURS);
        assertThat(withoutVariables(with.replaceFirst(OURS, ""))).isEqualTo(withoutVariables(without));
    }

    /** Queue ids, dates and process numbers differ each time. */
    private static String withoutVariables(String text) {
        return text.replaceAll("\\b[A-Za-z0-9]{8}\\d{6}\\b", "QUEUEID")
                .replaceAll("[A-Z][a-z]{2}, \\d{1,2} [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d", "DATE");
    }

    private static String deliver(RunningProxy proxy, String data) throws IOException {
        try (SmtpClient client = NamedClient.hello(proxy)) {
            return deliver(client, data);
        }
    }

    private static String deliver(SmtpClient client, String data) throws IOException {
        int before = sendmail.messages().size();
        assertThat(NamedClient.deliver(client, data)).startsWith("250 2.0.0 ");
        return sendmail.messages().get(before).text();
    }

    /** By its local rules: nothing is asked of the network. */
    private String seenBySpamAssassin(String message) throws IOException {
        Path input = Files.writeString(directory.resolve("message"), message, StandardCharsets.ISO_8859_1);
        Tool.Output output = Tool.run(
                List.of(
                        "env",
                        "HOME=" + directory,
                        "spamassassin",
                        "--local",
                        "--nocreate-prefs",
                        "--test-mode",
                        "--cf=use_bayes 0",
                        "--cf=add_header all Last _LASTEXTERNALIP_ _LASTEXTERNALHELO_"),
                input);
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }
}
