package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The chart's objects for Prometheus and Grafana. */
class HelmMonitoringTest {
    private final Manifests manifests =
            Manifests.of(Chart.smtpward().withValuesFile(Chart.EXAMPLES.resolve("prometheus-operator.yaml")));

    /** A chart can only read what is in it: these are copies. */
    @ParameterizedTest
    @CsvSource({
        "monitoring/prometheus/smtpward.rules.yaml, files/smtpward.rules.yaml",
        "monitoring/grafana/smtpward.json, files/smtpward-dashboard.json"
    })
    void theCopiesInTheChartAreTheOriginals(Path original, Path copy) {
        assertThat(Chart.SMTPWARD.resolve(copy)).hasSameTextualContentAs(original);
    }

    @Test
    void allPodsAreScrapedOnTheAdminPort() {
        PodMonitor monitor = manifests.one(PodMonitor.class);
        assertThat(manifests.pod().getMetadata().getLabels())
                .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
        assertThat(monitor.getSpec().getPodMetricsEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.getPort()).isEqualTo("http-admin");
            assertThat(endpoint.getPath()).isEqualTo("/metrics");
            assertThat(endpoint.getInterval()).isEqualTo("30s");
        });
    }

    @Test
    void theRulesAreThoseOfTheFile() throws IOException {
        Map<String, ?> file = new Yaml().load(Files.readString(Chart.SMTPWARD.resolve("files/smtpward.rules.yaml")));
        List<?> groups = (List<?>) file.get("groups");
        assertThat(manifests.one(PrometheusRule.class).getSpec().getGroups())
                .hasSameSizeAs(groups)
                .zipSatisfy(groups, (group, original) -> assertThat(group.getRules())
                        .hasSameSizeAs((List<?>) ((Map<?, ?>) original).get("rules")));
        assertThat(alerts()).isNotEmpty();
        // Prometheus' own templates are not Helm's.
        assertThat(alerts())
                .anySatisfy(alert ->
                        assertThat(alert.getAnnotations().get("summary")).contains("{{ $labels.instance }}"));
    }

    @Test
    void runbooksAreWhereTheValuesSay() {
        assertThat(alerts())
                .allSatisfy(alert -> assertThat(alert.getAnnotations().get("runbook_url"))
                        .startsWith("https://git.example/smtpward/docs/alerts.md#"));
    }

    @Test
    void theDashboardIsWhereGrafanaLooks() throws IOException {
        ConfigMap dashboard = manifests.all(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().endsWith("-dashboard"))
                .findFirst()
                .orElseThrow();
        ObjectMeta metadata = dashboard.getMetadata();
        assertThat(metadata.getNamespace()).isEqualTo("monitoring");
        assertThat(metadata.getLabels()).containsEntry("grafana_dashboard", "1");
        assertThat(metadata.getAnnotations()).containsEntry("grafana_folder", "Mail");
        var mapper = new JsonMapper();
        assertThat(mapper.readTree(dashboard.getData().get("smtpward.json")))
                .isEqualTo(mapper.readTree(
                        Chart.SMTPWARD.resolve("files/smtpward-dashboard.json").toFile()));
    }

    @Test
    void yourPrometheusFindsThemByYourLabels() {
        assertThat(List.of(manifests.one(PodMonitor.class), manifests.one(PrometheusRule.class)))
                .allSatisfy(
                        object -> assertThat(object.getMetadata().getLabels()).containsEntry("release", "monitoring"));
    }

    private List<Rule> alerts() {
        return manifests.one(PrometheusRule.class).getSpec().getGroups().stream()
                .flatMap(group -> group.getRules().stream())
                .filter(rule -> Objects.nonNull(rule.getAlert()))
                .toList();
    }
}
