package org.smtpward.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that SECURITY.md names for a threat exist. */
class SecurityDocumentationTest {
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern NAMED =
            Pattern.compile("`([A-Z][A-Za-z0-9]+(?:Test|IT|Fuzz))(?:\\.([a-z][A-Za-z0-9]*))?`");

    @Test
    void everyTestIsThere() throws IOException {
        Map<String, String> tests = tests();
        List<MatchResult> named = NAMED.matcher(Files.readString(Path.of("SECURITY.md")))
                .results()
                .toList();
        assertThat(named).as("tests in SECURITY.md").hasSizeGreaterThan(50);
        for (MatchResult name : named) {
            assertThat(tests).containsKey(name.group(1));
            if (name.group(2) != null) {
                assertThat(tests.get(name.group(1))).as(name.group()).contains("void " + name.group(2) + "(");
            }
        }
    }

    /** The text of each class; of two with the same name, both. */
    private static Map<String, String> tests() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            var texts = new HashMap<String, String>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                texts.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
            }
            return texts;
        }
    }
}
