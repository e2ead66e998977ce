package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * A sendmail that demands TLS of its clients says so with 403, a code that SMTP does not have; the client is told 454, as
 * sendmail itself says it since 8.17.1.
 */
@RealParts
class TlsRequiredIT {
    private static final String MAIL = "MAIL FROM:<sender@client.test>";

    /** Encryption, which the clear does not have; a verified client, which TLS without its certificate does not have. */
    @ParameterizedTest
    @ValueSource(strings = {"ENCR:112", "VERIFY"})
    void a403OfSendmailBecomes454(String demand) throws Exception {
        try (Sendmail sendmail = demanding(demand);
                RunningProxy proxy = RunningProxy.before(sendmail);
                SmtpClient alone = SmtpClient.hello(Endpoint.direct(sendmail));
                SmtpClient through = SmtpClient.hello(proxy.endpoint())) {
            String reply = alone.command(MAIL);
            assertThat(reply).startsWith("403 4.7.0 ");
            assertThat(through.command(MAIL)).isEqualTo(reply.replace("403 ", "454 "));
            String rcpt = alone.command("RCPT TO:<bob@example.test>");
            assertThat(rcpt).startsWith("503 5.0.0 ");
            assertThat(through.command("RCPT TO:<bob@example.test>")).isEqualTo(rcpt);
        }
    }

    @Test
    void theTextIsSendmailsOwn() throws Exception {
        try (Sendmail sendmail = demanding("ENCR:112");
                RunningProxy proxy = RunningProxy.before(sendmail);
                SmtpClient through = SmtpClient.hello(proxy.endpoint())) {
            assertThat(through.command(MAIL)).isEqualTo("454 4.7.0 encryption too weak 0 less than 112\r\n");
        }
    }

    @Test
    void insideTlsTheDemandIsMet() throws Exception {
        try (Sendmail sendmail = demanding("ENCR:112");
                RunningProxy proxy = RunningProxy.before(sendmail);
                SmtpClient client = SmtpClient.secure(proxy.endpoint(), sendmail.certificate())) {
            assertThat(client.command(MAIL)).startsWith("250 2.1.0 ");
            assertThat(client.command("RCPT TO:<bob@example.test>")).startsWith("250 2.1.5 ");
            assertThat(client.command("DATA")).startsWith("354 ");
            assertThat(client.command("Subject: in TLS\r\n\r\ntext\r\n.")).startsWith("250 2.0.0 ");
            assertThat(sendmail.messages()).hasSize(1);
        }
    }

    /** A client without a certificate inside TLS: sendmail refuses nearly everything with 403. */
    @Test
    void unmetInsideTlsIs454Too() throws Exception {
        try (Sendmail sendmail = demanding("VERIFY");
                RunningProxy proxy = RunningProxy.before(sendmail);
                SmtpClient alone = SmtpClient.secure(Endpoint.direct(sendmail), sendmail.certificate());
                SmtpClient through = SmtpClient.secure(proxy.endpoint(), sendmail.certificate())) {
            for (String command : new String[] {MAIL, "RCPT TO:<bob@example.test>", "VRFY bob", "NOOP", "RSET"}) {
                assertThat(through.command(command))
                        .as(command)
                        .isEqualTo(alone.command(command).replace("403 ", "454 "));
            }
            assertThat(alone.transcript()).contains("403 4.7.0 ");
            assertThat(through.transcript()).contains("454 4.7.0 ").doesNotContain("403");
        }
    }

    /** Without TLS on its own leg the backend cannot know that the client has it. */
    @Test
    void withoutMirrorTheDemandStaysUnmet() throws Exception {
        try (Sendmail sendmail = demanding("ENCR:112");
                RunningProxy proxy = RunningProxy.before(sendmail, "backend.tls = never");
                SmtpClient client = SmtpClient.secure(proxy.endpoint(), sendmail.certificate())) {
            assertThat(client.command(MAIL)).isEqualTo("454 4.7.0 encryption too weak 0 less than 112\r\n");
        }
    }

    private static Sendmail demanding(String demand) {
        return Sendmail.start(Sendmail.Options.defaults().withTls().withAccess("TLS_Clt: " + demand));
    }
}
