package org.smtpward.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** All dialogues: {@code src/test/resources/corpus/*.txt}. */
final class Corpus {
    private static final String PLACES = "places.txt";
    private static final List<Case> CASES = read();

    private Corpus() {}

    static List<Case> cases() {
        return CASES;
    }

    static List<Case> attacks() {
        return CASES.stream().filter(Case::isAttack).toList();
    }

    static List<Case> honest() {
        return CASES.stream().filter(each -> !each.isAttack()).toList();
    }

    private static List<Case> read() {
        try (Stream<Path> files = Files.list(folder())) {
            Map<String, List<Step>> places = places(folder().resolve(PLACES));
            return files.filter(file -> !file.endsWith(PLACES))
                    .sorted()
                    .flatMap(file -> CaseFile.parse(text(file), places).stream())
                    .toList();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A place is written like an honest dialogue; others go on from there. */
    private static Map<String, List<Step>> places(Path file) {
        var places = new HashMap<String, List<Step>>(Map.of("start", List.of()));
        CaseFile.parse(text(file), Map.of("start", List.of())).forEach(each -> places.put(each.name(), each.steps()));
        return places;
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(Corpus.class.getResource("/corpus")).toURI());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
