package org.smtpward.real;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * AUTH is sendmail's business, and with the same TLS on both legs it offers it through smtpward exactly when it offers it
 * without. This one wants TLS before a password.
 */
@RealParts
class AuthIT {
    private static final List<String> WITH_PASSWORD =
            List.of("--auth-user", "alice", "--auth-password", "secret", "--quit-after", "RCPT");

    private static Sendmail sendmail;
    private static RunningProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        sendmail =
                Sendmail.start(Sendmail.Options.defaults().withTls().withAuth().withConfig("O AuthOptions=A,p"));
        proxy = RunningProxy.before(sendmail);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        sendmail.close();
    }

    @Test
    void itIsOfferedInsideTlsOnly() throws Exception {
        try (SmtpClient alone = SmtpClient.connect(Endpoint.direct(sendmail));
                SmtpClient through = SmtpClient.connect(proxy.endpoint())) {
            alone.reply();
            through.reply();
            String clear = alone.command("EHLO client.test");
            assertThat(clear).doesNotContain("AUTH");
            assertThat(through.command("EHLO client.test")).isEqualTo(clear);
            assertThat(through.command("AUTH PLAIN " + plain("secret")))
                    .isEqualTo(alone.command("AUTH PLAIN " + plain("secret")));
            alone.startTls(sendmail.certificate());
            through.startTls(sendmail.certificate());
            String secure = alone.command("EHLO client.test");
            assertThat(secure).contains("250-AUTH PLAIN LOGIN\r\n");
            assertThat(through.command("EHLO client.test")).isEqualTo(secure);
        }
    }

    /** With and without an initial response: LOGIN asks for name and password one by one. */
    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void whoAuthenticatesMayRelay(String mechanism) throws Exception {
        Tool.Output alone = relay(Endpoint.direct(sendmail), mechanism);
        Tool.Output through = relay(proxy.endpoint(), mechanism);
        assertThat(through.text()).contains("<~  235 2.0.0 OK Authenticated");
        assertThat(through.text()).contains("<~  250 2.1.5 <someone@foreign.test>... Recipient ok");
        assertThat(Trace.of(through.text(), List.of())).isEqualTo(Trace.of(alone.text(), List.of()));
        assertThat(through.exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH PLAIN", "AUTH LOGIN", "AUTH NONSENSE", "AUTH"})
    void everyStepIsAnsweredAlike(String begin) throws Exception {
        try (SmtpClient alone = SmtpClient.secure(Endpoint.direct(sendmail), sendmail.certificate());
                SmtpClient through = SmtpClient.secure(proxy.endpoint(), sendmail.certificate())) {
            for (String line : List.of(
                    begin, plain("wrong"), plain("wrong"), begin, "*", "AUTH PLAIN " + plain("secret"), "NOOP")) {
                if (!line.startsWith("AU")
                        && !line.equals("NOOP")
                        && !through.transcript().endsWith("334 \r\n")
                        && !lastReply(through).startsWith("334")) {
                    continue; // no challenge: an answer would be an unknown command
                }
                assertThat(through.command(line)).as(line).isEqualTo(alone.command(line));
            }
            assertThat(through.transcript()).endsWith("235 2.0.0 OK Authenticated\r\n250 2.0.0 OK\r\n");
        }
    }

    private static String lastReply(SmtpClient client) {
        List<String> lines = client.transcript().lines().toList();
        return lines.getLast();
    }

    private static Tool.Output relay(Endpoint server, String mechanism) throws Exception {
        return Swaks.tryTo(
                server,
                "someone@foreign.test",
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("--tls", "--auth", mechanism), WITH_PASSWORD.stream())
                        .toArray(String[]::new));
    }

    private static String plain(String password) {
        return Base64.getEncoder().encodeToString(("\0alice\0" + password).getBytes(US_ASCII));
    }
}
