package org.smtpward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.reply.BackendReply;

/** Every text of the rulesets TLS_connection and STLS_connection, and what must stay as it is. */
class Tls403Test {
    /** sendmail 8.14 to 8.16 on the left, 8.17.1 on the right (FACTS §1.4). */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    SOFTWARE, no access map | TLS handshake.               | TLS handshake failed.
                    SOFTWARE                | TLS handshake failed.        | TLS handshake failed.
                    PROTOCOL                | STARTTLS failed.             | STARTTLS failed.
                    DANE_FAIL               | DANE check failed.           | DANE check failed.
                    VERIFY                  | authentication required      | authentication required
                    VERIFY                  | authentication failed        | authentication failed
                    VERIFY                  | not authenticated            | not authenticated
                    VERIFY                  | no authentication requested  | no authentication requested
                    VERIFY                  | other side does not support STARTTLS | other side does not support STARTTLS
                    VERIFY                  | authentication failure OTHER | authentication failure OTHER
                    ENCR                    | encryption too weak 0 less than 112 | encryption too weak 0 less than 112
                    CN                      | CN mail.x does not match y   | CN mail.x does not match y
                    CS                      | Cert Subject /CN=a b does not match /C=DE | Cert Subject /CN=a b does not match /C=DE
                    CI                      | Cert Issuer /CN=a does not match b | Cert Issuer /CN=a does not match b
                    """)
    void theTextsOfSendmail(String tag, String old, String now) {
        assertRewritten("403 4.7.0 " + old + "\r\n", "454 4.7.0 " + now + "\r\n");
        assertRewritten(
                "403-4.7.0 " + old + "\r\n403-4.7.0 " + old + "\r\n403 4.7.0 " + old + "\r\n",
                "454-4.7.0 " + now + "\r\n454-4.7.0 " + now + "\r\n454 4.7.0 " + now + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4.7.0 <a@x>... our own rule: TLS required here",
                "use starttls first",
                "4.7.0 no DANE record",
                "4.3.0 TLS: out of memory"
            })
    void aTextThatSpeaksOfTlsKeepsItsWords(String text) {
        assertRewritten("403 " + text + "\r\n", "454 " + text + "\r\n");
    }

    @Test
    void oneLineThatSpeaksOfTlsIsEnough() {
        assertRewritten("403-4.7.0 sorry\r\n403 TLS please\r\n", "454-4.7.0 sorry\r\n454 TLS please\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "403 4.7.0 not today\r\n",
                "403 4.7.1 authentication required\r\n",
                "403 5.7.0 <hostls.example>... Access denied\r\n",
                "403 4.7.0 mail from <danes@dk.example> refused\r\n",
                "403-go away\r\n403 4.7.0 and stay away\r\n",
                "403\r\n"
            })
    void aReplyOfTheSiteStays(String reply) {
        assertStays(Tls403Scope.KNOWN, 403, reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"403 4.7.0 not today\r\n", "403-a\r\n403 b 403\r\n", "403\r\n"})
    void everyReplyIsRewrittenOnDemand(String reply) {
        assertThat(rewritten(Tls403Scope.ALL, 403, reply)).isEqualTo(reply.replaceAll("(?m)^403", "454"));
    }

    @Test
    void noReplyIsRewrittenWhenItIsOff() {
        assertStays(Tls403Scope.OFF, 403, "403 4.7.0 TLS handshake.\r\n");
    }

    @ParameterizedTest
    @EnumSource(Tls403Scope.class)
    void otherCodesStay(Tls403Scope scope) {
        assertStays(scope, 454, "454 4.7.0 TLS handshake.\r\n");
        assertStays(scope, 503, "503 5.7.0 TLS handshake.\r\n");
        assertStays(scope, 250, "250-403 4.7.0 TLS handshake.\r\n250 ok\r\n");
        assertStays(scope, 421, "421 403 4.7.0 TLS handshake.\r\n");
    }

    @Test
    void octetsOutsideOfAsciiStay() {
        assertRewritten(
                "403 4.7.0 CN m\u00fcller\u0080 does not match x\r\n",
                "454 4.7.0 CN m\u00fcller\u0080 does not match x\r\n");
    }

    private static void assertRewritten(String reply, String expected) {
        assertThat(rewritten(Tls403Scope.KNOWN, 403, reply)).isEqualTo(expected);
        assertThat(rewritten(Tls403Scope.ALL, 403, reply)).isEqualTo(expected);
    }

    private static void assertStays(Tls403Scope scope, int code, String reply) {
        assertThat(rewritten(scope, code, reply)).isEqualTo("as it was");
    }

    private static String rewritten(Tls403Scope scope, int code, String reply) {
        ByteBuf octets = Unpooled.copiedBuffer(reply, StandardCharsets.ISO_8859_1);
        return new Tls403(scope)
                .rewrite(new BackendReply(code, octets))
                .map(rewritten -> rewritten.toString(StandardCharsets.ISO_8859_1))
                .orElse("as it was");
    }
}
