package org.smtpward.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smtpward.monitoring.Selectors.Selector;
import org.yaml.snakeyaml.Yaml;

/** The rules for Prometheus ask for what there is, and each alert has its section in {@code docs/alerts.md} and its test. */
class RulesTest {
    private static final Path PROMETHEUS = Path.of("monitoring/prometheus");
    private static final Path DOCUMENT = Path.of("docs/alerts.md");
    private static final Pattern SECTION = Pattern.compile("(?m)^## (\\w+)\n\n`(\\w+)`, (?:after|at) ([^.]+)\\.");

    @Test
    void whatIsAskedForExists() throws IOException {
        assertThat(rules("record")).isNotEmpty();
        for (Map<String, Object> rule : all()) {
            List<Selector> selectors = Selectors.of(text(rule, "expr"));
            assertThat(selectors.stream().flatMap(Selector::mistakes))
                    .as(rule.toString())
                    .isEmpty();
            assertThat(text(rule, "expr")).containsPattern("\\b(up|smtpward_[a-z_]+)\\b");
        }
    }

    /** level:metric:operations, as Prometheus' own page on names wants it. */
    @Test
    void recordsSayWhatTheyAre() throws IOException {
        for (Map<String, Object> rule : rules("record")) {
            assertThat(text(rule, "record")).matches("job(_[a-z]+)*:smtpward_[a-z_]+:[a-z0-9_]+");
        }
    }

    @Test
    void eachAlertSaysHowGraveItIsAndWhatToDo() throws IOException {
        for (Map<String, Object> alert : rules("alert")) {
            String name = text(alert, "alert");
            assertThat(name).matches("Smtpward[A-Za-z]+");
            assertThat(inner(alert, "labels").get("severity")).as(name).isIn("critical", "warning", "info");
            Map<String, Object> annotations = inner(alert, "annotations");
            assertThat(annotations).as(name).containsOnlyKeys("summary", "description", "runbook_url");
            assertThat(text(annotations, "runbook_url")).isEqualTo(DOCUMENT + "#" + name.toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void theRunbookHasEachAlertAndNoOther() throws IOException {
        List<String> documented = SECTION.matcher(Files.readString(DOCUMENT))
                .results()
                .map(section -> section.group(1) + " " + section.group(2) + " " + section.group(3))
                .toList();
        List<String> alerts = rules("alert").stream()
                .map(alert ->
                        text(alert, "alert") + " " + inner(alert, "labels").get("severity") + " " + waits(alert))
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(alerts);
    }

    /** When it fires, and, some time before, that it does not. */
    @Test
    void eachAlertIsTestedBothWays() throws IOException {
        String tests = Files.readString(PROMETHEUS.resolve("smtpward.test.yaml"));
        for (Map<String, Object> alert : rules("alert")) {
            String name = text(alert, "alert");
            assertThat(tests)
                    .containsPattern("alertname: " + name + "\n +exp_alerts:\n")
                    .contains("alertname: " + name + ", exp_alerts: [] }");
        }
    }

    private static String waits(Map<String, Object> alert) {
        return Optional.ofNullable(alert.get("for"))
                .map(time -> time.toString().equals("1h")
                        ? "an hour"
                        : time.toString().replaceFirst("m$", " minutes"))
                .orElse("once");
    }

    private static List<Map<String, Object>> rules(String kind) throws IOException {
        return all().stream().filter(rule -> rule.containsKey(kind)).toList();
    }

    private static List<Map<String, Object>> all() throws IOException {
        Map<String, List<Map<String, List<Map<String, Object>>>>> file =
                new Yaml().load(Files.readString(PROMETHEUS.resolve("smtpward.rules.yaml")));
        return Objects.requireNonNull(file.get("groups")).stream()
                .flatMap(group ->
                        Objects.requireNonNullElse(group.get("rules"), List.<Map<String, Object>>of()).stream())
                .toList();
    }

    private static String text(Map<String, Object> map, String key) {
        return Stream.of(map.get(key)).map(String.class::cast).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> inner(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.get(key);
    }
}
