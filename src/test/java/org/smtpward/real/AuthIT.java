package org.smtpward.real;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
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

    /** No mechanism, an unknown one, second thoughts. More than three in a session, and sendmail takes its time. */
    @Test
    void whatIsNoPasswordIsAnsweredAlike() throws Exception {
        assertThat(converse("AUTH", "AUTH NONSENSE", "AUTH LOGIN", "*", "NOOP"))
                .containsPattern("504 .*\r\n.*334 .*\r\n501 .*\r\n250 2\\.0\\.0 OK\r\n$");
    }

    @Test
    void aWrongPasswordIsAnsweredAlike() throws Exception {
        assertThat(converse("AUTH PLAIN", plain("wrong"), "NOOP", "AUTH PLAIN", plain("secret"), "NOOP"))
                .endsWith("""
                        334 \r
                        535 5.7.0 authentication failed\r
                        250 2.0.0 OK\r
                        334 \r
                        235 2.0.0 OK Authenticated\r
                        250 2.0.0 OK\r
                        """);
    }

    /** The replies to {@code lines}, which are the same for both. */
    private static String converse(String... lines) throws Exception {
        try (SmtpClient alone = SmtpClient.secure(Endpoint.direct(sendmail), sendmail.certificate());
                SmtpClient through = SmtpClient.secure(proxy.endpoint(), sendmail.certificate())) {
            for (String line : lines) {
                alone.send(line + "\r\n");
                through.send(line + "\r\n");
                assertThat(through.reply()).as(line).isEqualTo(alone.reply());
            }
            return through.transcript();
        }
    }

    private static Tool.Output relay(Endpoint server, String mechanism) throws Exception {
        return Swaks.tryTo(
                server,
                "someone@foreign.test",
                Stream.concat(Stream.of("--tls", "--auth", mechanism), WITH_PASSWORD.stream())
                        .toArray(String[]::new));
    }

    private static String plain(String password) {
        return Base64.getEncoder().encodeToString(("\0alice\0" + password).getBytes(US_ASCII));
    }
}
