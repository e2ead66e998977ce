package org.smtpward.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.smtpward.metrics.MeterName;
import org.smtpward.metrics.MeterType;
import org.smtpward.monitoring.Selectors.Selector;

/**
 * The dashboard keeps the rules of Grafana's own dashboard-linter, each here under its name there, and a few of ours. A
 * program in Go would have to be built for it; the rules are short.
 */
class DashboardTest {
    private static final String DATA_SOURCE = "${datasource}";
    /** Of Grafana's units those that we need; a misspelt one is shown as text behind the number. */
    private static final Set<String> UNITS = Set.of("none", "short", "percentunit", "bytes", "Bps", "cpm", "s", "d");

    private static final Pattern RATE = Pattern.compile("\\b(rate|irate)\\(");

    private final Dashboard dashboard = Dashboard.read();

    /** template-datasource-rule. */
    @Test
    void theDataSourceIsAVariable() {
        JsonObject variable = dashboard.variable("datasource");
        assertThat(variable.getString("type")).isEqualTo("datasource");
        assertThat(variable.getString("query")).isEqualTo("prometheus");
        assertThat(variable.getString("label")).isEqualTo("Data source");
    }

    /** template-job-rule, template-instance-rule, template-label-promql-rule, template-on-time-change-reload. */
    @Test
    void jobAndInstanceAreVariables() {
        for (String name : List.of("job", "instance")) {
            JsonObject variable = dashboard.variable(name);
            assertThat(variable.getString("type")).isEqualTo("query");
            assertThat(variable.getJsonObject("datasource").getString("uid")).isEqualTo(DATA_SOURCE);
            assertThat(variable.getString("label")).isEqualToIgnoringCase(name).matches("[A-Z].*");
            assertThat(variable.getBoolean("multi")).isTrue();
            assertThat(variable.getString("allValue")).isEqualTo(".+");
            assertThat(variable.getInteger("refresh"))
                    .as("on change of the time range")
                    .isEqualTo(2);
            assertThat(variable.getJsonObject("query").getString("query"))
                    .matches("label_values\\(smtpward_build_info(\\{job=~\"\\$job\"})?, " + name + "\\)");
        }
    }

    /** uneditable-dashboard-rule; the others say nothing of these. */
    @Test
    void importedItIsAsItIsHere() {
        assertThat(dashboard.json().getBoolean("editable")).isFalse();
        assertThat(dashboard.json().getValue("id")).isNull();
        assertThat(dashboard.json().getString("uid")).isEqualTo("smtpward");
        assertThat(dashboard.json().getString("timezone")).isEqualTo("browser");
        assertThat(dashboard.json().getString("description")).isNotBlank();
    }

    /** panel-datasource-rule. */
    @Test
    void noDataSourceIsSomebodysOwn() {
        for (JsonObject panel : dashboard.panels()) {
            assertThat(panel.getJsonObject("datasource").getString("uid")).isEqualTo(DATA_SOURCE);
        }
        for (Dashboard.Target target : dashboard.targets()) {
            assertThat(target.json().getJsonObject("datasource").getString("uid"))
                    .isEqualTo(DATA_SOURCE);
        }
    }

    /** panel-title-description-rule, panel-units-rule, panel-no-targets-rule. */
    @Test
    void eachPanelHasATitleADescriptionAUnitAndAQuery() {
        for (JsonObject panel : dashboard.panels()) {
            String title = panel.getString("title");
            assertThat(title).isNotBlank();
            assertThat(panel.getString("description")).as(title).isNotBlank().matches("(?s)[A-Z0-9].*\\.");
            assertThat(panel.getJsonObject("fieldConfig")
                            .getJsonObject("defaults")
                            .getString("unit"))
                    .as(title)
                    .isIn(UNITS);
            assertThat(panel.getJsonArray("targets")).as(title).isNotEmpty();
        }
        assertThat(dashboard.panels())
                .extracting(panel -> panel.getString("title"))
                .doesNotHaveDuplicates();
    }

    /** target-job-rule, target-instance-rule. */
    @Test
    void eachQueryIsOfTheJobsAndInstancesThatWereChosen() {
        for (Dashboard.Target target : dashboard.targets()) {
            String selector = "(smtpward|process|jvm)_[a-z_]+";
            assertThat(count(target, "\\b" + selector + "\\b"))
                    .as(target.expression())
                    .isPositive()
                    .isEqualTo(count(target, "\\b" + selector + "\\{job=~\"\\$job\",instance=~\"\\$instance\"[,}]"));
        }
    }

    /** target-rate-interval-rule, target-counter-agg-rule. */
    @Test
    void countersAreRatesOverWhatIsShown() {
        for (Dashboard.Target target : dashboard.targets()) {
            long rates = RATE.matcher(target.expression()).results().count();
            assertThat(count(target, Pattern.quote("[$__rate_interval]")))
                    .as(target.expression())
                    .isEqualTo(rates);
            for (Selector selector : Selectors.of(target.expression())) {
                if (selector.meter().type() == MeterType.COUNTER
                        || selector.name().endsWith("_bucket")) {
                    assertThat(target.expression())
                            .contains("(" + selector.name() + "{")
                            .matches(".*\\b(rate|increase)\\(" + selector.name() + ".*");
                    assertThat(selector.range()).as(target.expression()).isIn("$__rate_interval", "$__range");
                }
            }
        }
    }

    /** target-promql-rule, and more: a misspelt label or value shows nothing, which looks like peace. */
    @Test
    void whatIsAskedForExists() {
        for (Dashboard.Target target : dashboard.targets()) {
            assertThat(Selectors.of(target.expression()).stream().flatMap(Selector::mistakes))
                    .isEmpty();
        }
    }

    /** What is not shown nobody sees. */
    @Test
    void everyMeterIsShown() {
        Set<MeterName> shown = dashboard.targets().stream()
                .flatMap(target -> Selectors.of(target.expression()).stream())
                .map(Selector::meter)
                .collect(Collectors.toSet());
        assertThat(new TreeSet<>(Arrays.asList(MeterName.values()))).isEqualTo(new TreeSet<>(shown));
    }

    @Test
    void noPanelLiesOnAnother() {
        Set<Integer> ids = new HashSet<>();
        Set<String> taken = new HashSet<>();
        JsonArray panels = dashboard.json().getJsonArray("panels");
        for (Object each : panels) {
            JsonObject panel = (JsonObject) each;
            assertThat(ids.add(panel.getInteger("id")))
                    .as(panel.getString("title"))
                    .isTrue();
            JsonObject grid = panel.getJsonObject("gridPos");
            for (int x = grid.getInteger("x"); x < grid.getInteger("x") + grid.getInteger("w"); x++) {
                for (int y = grid.getInteger("y"); y < grid.getInteger("y") + grid.getInteger("h"); y++) {
                    assertThat(x).isLessThan(24);
                    assertThat(taken.add(x + "," + y))
                            .as(panel.getString("title"))
                            .isTrue();
                }
            }
        }
    }

    private static long count(Dashboard.Target target, String regex) {
        return Pattern.compile(regex).matcher(target.expression()).results().count();
    }
}
