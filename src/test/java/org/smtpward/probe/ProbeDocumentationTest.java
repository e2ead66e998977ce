package org.smtpward.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/probe.md has a row for each check, and knows each verdict and threat. */
class ProbeDocumentationTest {
    private static final Path PAGE = Path.of("docs/probe.md");

    private record Row(String id, String name, String needs, String reference) {
        private static Row of(Check check) {
            return new Row("`" + check.id() + "`", check.name(), needs(check.needs()), check.reference());
        }

        private static String needs(Check.Needs needs) {
            return switch (needs) {
                case NOTHING -> "";
                case CLEAR -> "the clear";
                case TLS -> "TLS";
                case STARTTLS -> "STARTTLS";
                case DELIVERY -> "`--deliver-to`";
            };
        }
    }

    @Test
    void everyCheckHasARow() throws IOException {
        List<Row> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| `[a-z0-9-]+` \\|.*"))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
                .filter(cells -> cells.length == 5)
                .map(cells -> new Row(cells[0], cells[1], cells[3], cells[4]))
                .toList();
        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        Catalogue.all().stream().map(Row::of).toList());
    }

    @Test
    void everyWordIsExplained() throws IOException {
        String page = Files.readString(PAGE);
        Stream.of(Threat.values()).forEach(threat -> assertThat(page).contains("`" + threat.label() + "`"));
        Verdict.WORDS.forEach(word -> assertThat(page).contains("\n| `" + word + "` |"));
    }
}
