package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Received field is well formed (RFC 5321 §4.4) whatever the client says of itself. */
class ReceivedFieldTest {
    @Test
    void tellsTheClientAndTheSession() {
        assertThat(field("203.0.113.7", "EHLO client.example")).isEqualTo("""
                Received: from client.example ([203.0.113.7])\r
                \tby mx.example.com (smtpward) with ESMTP id k3v9-17;\r
                \tThu, 3 Sep 2026 02:01:00 +0000\r
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, [203.0.113.7]",
        "2001:db8::7, [IPv6:2001:db8::7]",
        "::ffff:203.0.113.7, [203.0.113.7]",
        "::1, [IPv6:::1]"
    })
    void anAddressIsALiteral(String address, String literal) {
        assertThat(field(address, "EHLO client.example")).startsWith("Received: from client.example (" + literal + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client.example",
                "CLIENT",
                "old_client.example.",
                "192.0.2.1",
                "[192.0.2.1]",
                "[IPv6:2001:db8::7]"
            })
    void aNameIsShown(String name) {
        assertThat(field("203.0.113.7", "EHLO " + name)).startsWith("Received: from " + name + " ([203.0.113.7])\r\n");
        assertThat(field("203.0.113.7", "helo   " + name + " ")).startsWith("Received: from " + name + " (");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "two words",
                "a([192.0.2.1])",
                "a)",
                "a;b",
                "a\rReceived:b",
                "a\tb",
                "<a>",
                "\"a\"",
                "a\\",
                "gr\u00fc\u00df",
                "a\0b",
                "[192.0.2.1",
                "[192.0.2.1] by x",
                "-a",
                "a\u001b[2J"
            })
    void anythingElseIsUnknown(String name) {
        assertThat(field("203.0.113.7", "EHLO " + name)).startsWith("Received: from unknown ([203.0.113.7])\r\n\tby ");
    }

    @Test
    void aLongNameIsUnknown() {
        String longest = "a".repeat(255);
        assertThat(field("203.0.113.7", "EHLO " + longest)).contains("from " + longest + " (");
        assertThat(field("203.0.113.7", "EHLO " + longest + "a")).contains("from unknown (");
    }

    @Test
    void noLineIsTooLong() {
        assertThat(field("2001:db8:1111:2222:3333:4444:5555:6666", "EHLO " + "a".repeat(255))
                        .split("\r\n", -1))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line.length()).isLessThan(400));
    }

    @Test
    void aClientThatDoesNotSayItsNameIsUnknown() {
        assertThat(field("203.0.113.7", null)).contains("from unknown (").contains(" with SMTP id ");
    }

    /** RFC 3848. */
    @ParameterizedTest
    @CsvSource({
        "EHLO a.example, false, false, ESMTP",
        "ehlo a.example, true, false, ESMTPS",
        "EHLO a.example, false, true, ESMTPA",
        "EHLO a.example, true, true, ESMTPSA",
        "HELO a.example, false, false, SMTP",
        "HELO a.example, true, true, SMTP"
    })
    void theProtocolIsNamed(String hello, boolean tls, boolean auth, String protocol) {
        Facts facts = facts("203.0.113.7", hello);
        facts.conversation().authenticated = auth;
        if (tls) {
            facts.onTls("TLSv1.3", Optional.empty());
        }
        assertThat(text(facts)).contains(" (smtpward) with " + protocol + " id k3v9-17;\r\n");
    }

    private static String field(String address, @Nullable String hello) {
        return text(facts(address, hello));
    }

    private static Facts facts(String address, @Nullable String hello) {
        var facts = new Facts(new Peer("k3v9-17", "smtp", address, 51234), "backend.example");
        facts.conversation().hello = hello == null ? null : (hello + "\r\n").getBytes(ISO_8859_1);
        return facts;
    }

    private static String text(Facts facts) {
        var field = new ReceivedField("mx.example.com", () -> Instant.parse("2026-09-03T02:01:00.120Z"));
        ByteBuf octets = field.encode(facts, UnpooledByteBufAllocator.DEFAULT);
        String text = octets.toString(ISO_8859_1);
        octets.release();
        return text;
    }
}
