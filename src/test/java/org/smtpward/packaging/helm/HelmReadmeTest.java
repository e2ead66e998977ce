package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The chart's README has every value as values.yaml does. When this fails, its message has the table to put there. */
class HelmReadmeTest {
    private static final Path README = Chart.SMTPWARD.resolve("README.md");
    private static final Path VALUES = Chart.SMTPWARD.resolve("values.yaml");
    private static final Pattern COMMENT = Pattern.compile(" *# (.*)");
    private static final Pattern KEY = Pattern.compile("( *)(\\w+):.*");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");

    /** A value of {@code values.yaml}, or a group of them, with the comment above it. */
    private record Documented(String path, Object value, String comment) {}

    @Test
    void theTableIsTheComments() throws IOException {
        String expected = "| value | default | |\n| --- | --- | --- |\n"
                + String.join("", documented().stream().map(HelmReadmeTest::row).toList());
        assertThat(Files.readString(README)).contains(expected);
    }

    /** Each has a comment, its own or one that speaks for all that it holds. */
    @Test
    void everyValueIsDocumented() throws IOException {
        var undocumented = new TreeSet<String>();
        List<Documented> documented = documented();
        collect("", values(), documented, undocumented);
        assertThat(undocumented).isEmpty();
    }

    @Test
    void itsLinksLeadSomewhere() throws IOException {
        Matcher link = LINK.matcher(Files.readString(README));
        while (link.find()) {
            if (!link.group(1).startsWith("http")) {
                assertThat(Chart.SMTPWARD.resolve(link.group(1))).exists();
            }
        }
    }

    private static void collect(
            String prefix, Map<?, ?> values, List<Documented> documented, TreeSet<String> undocumented) {
        values.forEach((key, value) -> {
            String path = prefix + key;
            if (isGroup(path, documented)) {
                collect(path + ".", (Map<?, ?>) value, documented, undocumented);
            } else if (documented.stream().noneMatch(row -> row.path().equals(path))) {
                undocumented.add(path);
            }
        });
    }

    private static boolean isGroup(String path, List<Documented> documented) {
        return documented.stream().anyMatch(row -> row.path().startsWith(path + "."));
    }

    private static String row(Documented documented) {
        String text = documented.comment().replace("|", "\\|");
        String shown = documented.value() == null ? "" : "`" + json(documented.value()) + "`";
        return "| `%s` | %s | %s |\n".formatted(documented.path(), shown, text);
    }

    private static String json(Object value) {
        try {
            return new JsonMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Documented> documented() throws IOException {
        var found = new ArrayList<Documented>();
        Deque<String> keys = new ArrayDeque<>();
        var comment = new ArrayList<String>();
        for (String line : Files.readAllLines(VALUES)) {
            Matcher comments = COMMENT.matcher(line);
            Matcher key = KEY.matcher(line);
            if (comments.matches()) {
                comment.add(comments.group(1));
            } else if (key.matches()) {
                while (keys.size() > key.group(1).length() / 2) {
                    keys.removeLast();
                }
                keys.addLast(key.group(2));
                if (!comment.isEmpty()) {
                    found.add(new Documented(String.join(".", keys), at(keys), String.join(" ", comment)));
                }
                comment.clear();
            } else {
                assertThat(comment).as("a comment belongs to a value").isEmpty();
            }
        }
        // Of a group its members have the defaults.
        return found.stream()
                .map(row -> isGroup(row.path(), found) ? new Documented(row.path(), null, row.comment()) : row)
                .toList();
    }

    private static Object at(Deque<String> keys) throws IOException {
        Object value = values();
        for (String key : keys) {
            value = ((Map<?, ?>) value).get(key);
        }
        return value;
    }

    private static Map<?, ?> values() throws IOException {
        return new Yaml().load(Files.readString(VALUES));
    }
}
