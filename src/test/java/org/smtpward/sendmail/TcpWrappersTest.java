package org.smtpward.sendmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TcpWrappersTest {
    /** sshd's lines and comments are not sendmail's. */
    @Test
    void linesForAllAndForSendmailCount() {
        String text = "# ALL: ALL\nsshd: ALL\nsendmail: 192.0.2.0/255.255.255.0\nALL EXCEPT sshd: .example.net\n"
                + "sshd, \\\n Sendmail: 10.\nsendmailx: ALL\nnonsense\n";
        assertThat(TcpWrappers.linesFor(text.getBytes(ISO_8859_1)))
                .containsExactly(
                        "sendmail: 192.0.2.0/255.255.255.0", "ALL EXCEPT sshd: .example.net", "sshd,   Sendmail: 10.");
    }
}
