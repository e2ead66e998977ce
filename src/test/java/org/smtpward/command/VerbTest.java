package org.smtpward.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** The first word of a line. */
class VerbTest {
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"EXTRA", "UNKNOWN"})
    void aVerbIsKnownInAnyCaseAndEndsAtABlank(Verb verb) {
        String word = verb.name();
        assertThat(of(word)).isEqualTo(verb);
        assertThat(of(word.toLowerCase(Locale.ROOT))).isEqualTo(verb);
        assertThat(of(word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT) + " x"))
                .isEqualTo(verb);
        assertThat(of(word + "\tx")).isEqualTo(verb);
        assertThat(of(word + "x")).isEqualTo(Verb.UNKNOWN);
        assertThat(of(word.substring(1))).isEqualTo(Verb.UNKNOWN);
    }

    /** Each of them is another word for some server: here it is none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " NOOP",
                "\tNOOP",
                "NOOP:",
                "NOOP\r",
                "NOOP\0",
                "\0NOOP",
                "\0\0\0\0DATA",
                "NO",
                "MAILFROM",
                "N\u00cfOP",
                "\u00ce\u00cf\u00cf\u00d0",
                "\u00c4ATA",
                "n\u001fop",
                "EXTRA",
                "UNKNOWN"
            })
    void everythingElseIsUnknown(String line) {
        assertThat(of(line)).isEqualTo(Verb.UNKNOWN);
    }

    @Test
    void theConfigurationAddsVerbs() {
        Set<String> extra = Set.of("XSITE", "ABCDEFGHIJKL");
        assertThat(Verb.of(line("xSite 1"), extra)).isEqualTo(Verb.EXTRA);
        assertThat(Verb.of(line("abcdefghijkl"), extra)).isEqualTo(Verb.EXTRA);
        assertThat(Verb.of(line("abcdefghijklm"), extra)).isEqualTo(Verb.UNKNOWN);
        assertThat(Verb.of(line("XSITES"), extra)).isEqualTo(Verb.UNKNOWN);
        assertThat(Verb.of(line("noop"), extra)).isEqualTo(Verb.NOOP);
    }

    private static Verb of(String line) {
        return Verb.of(line(line), Set.of());
    }

    /** With something before and behind it, as in a read buffer. */
    private static ByteBuf line(String text) {
        byte[] octets = ("NOOP " + text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return Unpooled.wrappedBuffer(octets, 5, text.length());
    }
}
