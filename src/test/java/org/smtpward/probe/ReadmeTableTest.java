package org.smtpward.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table in the README is the one that docs/probe.md has, which ProbeIT measures. */
class ReadmeTableTest {
    @Test
    void isTheMeasuredOne() throws IOException {
        assertThat(table("README.md")).contains("smtpward before 8.15.2").isEqualTo(table("docs/probe.md"));
    }

    private static String table(String page) throws IOException {
        String text = Files.readString(Path.of(page));
        String begin = "<!-- measured -->";
        return text.substring(text.indexOf(begin) + begin.length(), text.indexOf("<!-- end -->"));
    }
}
