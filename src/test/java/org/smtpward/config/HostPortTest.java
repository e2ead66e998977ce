package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:25, 127.0.0.1, 25",
        "[::1]:25, ::1, 25",
        "[2001:db8::1]:0, 2001:db8::1, 0",
        "mail.example:65535, mail.example, 65535",
        "mail_backend:25, mail_backend, 25",
        "a:1, a, 1",
    })
    void isReadAndWritten(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "25",
                ":25",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:smtp",
                "127.0.0.1:65536",
                "127.0.0.1:-1",
                "127.0.0.1:+25",
                // Slips that a resolver would take for names or for the old short forms.
                "127.0.0.300:25",
                "127.1:25",
                "::1:25",
                "[::1]",
                "[::g]:25",
                "[127.0.0.1]:25",
                "[mail.example]:25",
                "-a:25",
                "mail example:25",
                " mail.example:25",
                "mail.example:25\n",
                "smtp://mail.example:25",
            })
    void isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(text));
    }
}
