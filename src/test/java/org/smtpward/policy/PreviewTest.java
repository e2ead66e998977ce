package org.smtpward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Octets of a peer in a log line: nothing of them may act on a terminal or a log. */
class PreviewTest {
    @Test
    void everyOctetIsHarmless() {
        assertThat(of("GET / HTTP/1.1 ~'\"")).as("printable ASCII stays").isEqualTo("GET / HTTP/1.1 ~'\"");
        assertThat(of("a\rb\r\n")).as("line ends are escaped").isEqualTo("a\\rb\\r\\n");
        assertThat(of("\\r")).as("the escape is escaped").isEqualTo("\\\\r");
        assertThat(of("\0\u0001\t\u001b\u007f\u0080\u00ff"))
                .as("all others are hexadecimal")
                .isEqualTo("\\x00\\x01\\x09\\x1b\\x7f\\x80\\xff");
    }

    @Test
    void noOctetIsPrintedThatIsNotPrintableAscii() {
        for (int octet = 0; octet < 256; octet++) {
            assertThat(of(String.valueOf((char) octet))).matches("[ -~]+");
        }
    }

    @Test
    void itIsCut() {
        assertThat(of("")).isEmpty();
        assertThat(of("a".repeat(64))).isEqualTo("a".repeat(64));
        assertThat(of("a".repeat(65))).isEqualTo("a".repeat(64) + "...");
        assertThat(of("\u00ff".repeat(65))).isEqualTo("\\xff".repeat(64) + "...");
    }

    @Test
    void itEndsWithTheFirstLine() {
        assertThat(of("GET\r\nCookie: secret\r\n")).isEqualTo("GET\\r\\n...");
        assertThat(of("\n\n")).isEqualTo("\\n...");
    }

    /** RFC 4954: what follows are credentials. */
    @Test
    void ofAnAuthCommandOnlyTheVerbIsShown() {
        assertThat(of("AUTH PLAIN c2VjcmV0")).isEqualTo("AUTH...");
        assertThat(of("auth login c2VjcmV0\r\n")).isEqualTo("auth...");
        assertThat(of("AUT")).isEqualTo("AUT");
        assertThat(of("NOOP AUTH x")).isEqualTo("NOOP AUTH x");
    }

    /** It is refused for that, and sendmail would take it for AUTH. */
    @Test
    void blanksBeforeAuthDoNotShowWhatFollowsIt() {
        assertThat(of(" AUTH PLAIN c2VjcmV0")).doesNotContain("c2Vj");
        assertThat(of("\tAUTH PLAIN c2VjcmV0")).doesNotContain("c2Vj");
    }

    @Test
    void theBufferStaysAsItIs() {
        ByteBuf octets =
                Unpooled.copiedBuffer("xGET", StandardCharsets.ISO_8859_1).skipBytes(1);
        assertThat(Preview.of(octets)).isEqualTo("GET");
        assertThat(octets.readerIndex()).isEqualTo(1);
    }

    private static String of(String octets) {
        return Preview.of(Unpooled.copiedBuffer(octets, StandardCharsets.ISO_8859_1));
    }
}
