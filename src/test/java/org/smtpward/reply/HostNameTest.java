package org.smtpward.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The host that a greeting names, which we repeat: nothing that is no name may get into our replies. */
class HostNameTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    a greeting of sendmail    | 220 mail.example ESMTP Sendmail 8.15.2 | mail.example
                    nothing behind it         | 220 mail.example                       | mail.example
                    several lines             | 220-mail.example hello                 | mail.example
                    a name without dot        | 220 localhost ESMTP                    | localhost
                    an address literal        | 220 [192.0.2.1] ESMTP                  | [192.0.2.1]
                    an IPv6 literal           | 220 [IPv6:2001:db8::1] ESMTP           | [IPv6:2001:db8::1]
                    an underscore, seen often | 220 mail_1.example ESMTP               | mail_1.example
                    a code only               | 220                                    |
                    two blanks                | 220  mail.example                      |
                    markup                    | 220 <b>mail</b> ESMTP                  |
                    a quote                   | 220 "mail" ESMTP                       |
                    a leading dot             | 220 .mail.example                      |
                    an open bracket           | 220 [192.0.2.1 ESMTP                   |
                    """)
    void theHostOfAGreeting(String reason, String greeting, String host) {
        assertThat(of(greeting + "\r\n")).isEqualTo(Optional.ofNullable(host));
    }

    @Test
    void aWordWithOctetsThatAreNotPrintableIsNoName() {
        assertThat(of("220 m\u00e4il.example ESMTP\r\n")).isEmpty();
        assertThat(of("220 mail\0.example ESMTP\r\n")).isEmpty();
    }

    @Test
    void aNameHasAtMost254Octets() {
        assertThat(of("220 " + "a".repeat(254) + " x\r\n")).isPresent();
        assertThat(of("220 " + "a".repeat(255) + " x\r\n")).isEmpty();
        assertThat(of("220 " + "a".repeat(1000) + " x\r\n")).isEmpty();
    }

    private static Optional<String> of(String greeting) {
        return HostName.ofGreeting(Unpooled.copiedBuffer(greeting, StandardCharsets.ISO_8859_1));
    }
}
