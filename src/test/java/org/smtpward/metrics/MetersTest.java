package org.smtpward.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smtpward.listener.ConnectionResult;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;

class MetersTest {
    private final Meters meters = new Meters("1.2.3", "abc1234");

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void everyMatchOfARuleThatCanBeIsThereAtZeroFromTheStart() {
        Map<String, Double> samples = Families.of(meters).samples();
        for (RuleId rule : RuleId.values()) {
            for (Action action : Action.values()) {
                for (Phase phase : Phase.values()) {
                    String series = "smtpward_rule_matches_total{action=\"%s\",phase=\"%s\",rule=\"%s\"}"
                            .formatted(action.label(), phase.label(), rule.label());
                    assertThat(samples).containsEntry(series, 0.0);
                }
            }
        }
    }

    @Test
    void aScrapeHasExactlyTheNamesAndTypesOfTheCatalogue() {
        everyListenerAndCertificate();
        Map<String, String> ours = new LinkedHashMap<>(Families.of(meters).types());
        ours.keySet().removeIf(name -> !name.startsWith("smtpward_"));

        Map<String, String> expected = new LinkedHashMap<>();
        for (MeterName meter : MeterName.values()) {
            switch (meter.type()) {
                case COUNTER, GAUGE ->
                    expected.put(meter.exported(), meter.type().label());
                case INFO -> expected.put(meter.exported(), "gauge");
                case HISTOGRAM -> {
                    expected.put(meter.exported(), "histogram");
                    expected.put(meter.exported() + "_max", "gauge");
                }
            }
        }
        assertThat(ours).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @ParameterizedTest
    @EnumSource
    void everySeriesHasTheLabelsOfTheCatalogue(MeterName meter) {
        everyListenerAndCertificate();
        assertThat(Families.of(meters).labelNames(meter.exported()))
                .isNotEmpty()
                .allSatisfy(names -> assertThat(names).isEqualTo(new TreeSet<>(meter.labels())));
    }

    @Test
    void everyMeterHasAHelpTextThoseOfTheJvmToo() {
        everyListenerAndCertificate();
        Families families = Families.of(meters);
        assertThat(families.types().keySet())
                .allSatisfy(
                        name -> assertThat(families.helps().get(name)).as(name).isNotBlank());
        for (MeterName meter : MeterName.values()) {
            assertThat(families.helps()).containsEntry(meter.exported(), meter.help());
        }
    }

    @Test
    void whatIsNotOursIsTheJvmAndItsProcess() {
        assertThat(Families.of(meters).types().keySet())
                .filteredOn(name -> !name.startsWith("smtpward_"))
                .allMatch(name -> name.matches("(jvm|process|system)_.*"))
                .noneMatch(name -> name.contains("_ns_") || name.contains("_ms_"))
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_gc_memory_allocated_bytes_total",
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "process_cpu_seconds_total",
                        "process_uptime_seconds",
                        "process_files_open_files");
    }

    @Test
    void openMetricsOnlyOnRequest() {
        Scrape open = meters.scrape("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2");
        assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(open.body())
                .endsWith("# EOF\n")
                .contains("# TYPE smtpward_rule_matches counter\n")
                .contains("smtpward_rule_matches_total{action=\"block\"");

        for (String accept : new String[] {"", "*/*", "text/plain"}) {
            Scrape plain = meters.scrape(accept);
            assertThat(plain.contentType()).startsWith("text/plain; version=0.0.4");
            assertThat(plain.body()).doesNotContain("# EOF").contains("# TYPE smtpward_rule_matches_total counter\n");
        }
    }

    @Test
    void theBuildIsNamed() {
        assertThat(Families.of(meters).samples())
                .containsEntry(
                        "smtpward_build_info{java=\"%s\",revision=\"abc1234\",version=\"1.2.3\"}"
                                .formatted(Runtime.version()),
                        1.0);
    }

    @Test
    void connectionsAndSessionsCountByListener() {
        ListenerMeters smtp = meters.listener("smtp");
        meters.listener("submission").connection(ConnectionResult.TOO_FAST_FROM_ADDRESS);
        smtp.connection(ConnectionResult.ACCEPTED);
        smtp.connection(ConnectionResult.ACCEPTED);
        smtp.sessionStarted();
        smtp.sessionStarted();
        smtp.sessionEnded(Duration.ofSeconds(2));

        Families families = Families.of(meters);
        assertThat(families.sample("smtpward_connections_total{listener=\"smtp\",result=\"accepted\"}"))
                .isEqualTo(2);
        assertThat(families.sample("smtpward_connections_total{listener=\"smtp\",result=\"too-many\"}"))
                .isZero();
        assertThat(families.sample(
                        "smtpward_connections_total{listener=\"submission\",result=\"too-fast-from-address\"}"))
                .isEqualTo(1);
        assertThat(families.sample("smtpward_sessions_active{listener=\"smtp\"}"))
                .isEqualTo(1);
        assertThat(families.sample("smtpward_sessions_active{listener=\"submission\"}"))
                .isZero();
        assertThat(families.sample("smtpward_session_seconds_count")).isEqualTo(1);
        assertThat(families.sample("smtpward_session_seconds_sum")).isEqualTo(2);
        assertThat(families.sample("smtpward_session_seconds_bucket{le=\"1.0\"}"))
                .isZero();
        assertThat(families.sample("smtpward_session_seconds_bucket{le=\"5.0\"}"))
                .isEqualTo(1);
    }

    @Test
    void aListenerAskedForTwiceIsOne() {
        assertThat(meters.listener("smtp")).isSameAs(meters.listener("smtp"));
    }

    /** Whoever has no Redis is not told that it is away. */
    @Test
    void whatNodesShareIsThereOnlyIfTheyDo() {
        assertThat(Families.of(meters).types()).doesNotContainKeys("smtpward_redis_up", "smtpward_nodes");
        meters.shared().redis(false);
        meters.shared().nodes(3);
        meters.shared().bans(7);
        assertThat(Families.of(meters).samples())
                .containsEntry("smtpward_redis_up", 0.0)
                .containsEntry("smtpward_redis_failures_total", 1.0)
                .containsEntry("smtpward_nodes", 3.0)
                .containsEntry("smtpward_bans", 7.0);
        meters.shared().redis(true);
        assertThat(Families.of(meters).samples())
                .containsEntry("smtpward_redis_up", 1.0)
                .containsEntry("smtpward_redis_failures_total", 1.0);
    }

    @ParameterizedTest
    @EnumSource
    void octetsCountByLeg(Leg leg) {
        meters.octets().add(leg, 1_000);
        meters.octets().add(leg, 24);
        Families families = Families.of(meters);
        for (Leg each : Leg.values()) {
            assertThat(families.sample("smtpward_octets_total{leg=\"%s\"}".formatted(each.label())))
                    .isEqualTo(each == leg ? 1_024 : 0);
        }
    }

    /** Each combination a number of times of its own: one that is counted for another shows. */
    @Test
    void everyHandshakeCountsForItselfOnly() {
        int times = 0;
        for (TlsSide side : TlsSide.values()) {
            for (TlsProtocol version : TlsProtocol.values()) {
                for (TlsResult result : TlsResult.values()) {
                    times++;
                    for (int i = 0; i < times; i++) {
                        meters.tls().handshake(side, version, result);
                    }
                }
            }
        }
        Families families = Families.of(meters);
        times = 0;
        for (TlsSide side : TlsSide.values()) {
            for (TlsProtocol version : TlsProtocol.values()) {
                for (TlsResult result : TlsResult.values()) {
                    String series = "smtpward_tls_handshakes_total{result=\"%s\",side=\"%s\",version=\"%s\"}"
                            .formatted(result.label(), side.label(), version.label());
                    assertThat(families.sample(series)).as(series).isEqualTo(++times);
                }
            }
        }
    }

    @Test
    void aReloadReplacesTheCertificates() {
        meters.tls().certificates(Map.of("old", Instant.ofEpochSecond(1), "kept", Instant.ofEpochSecond(2)));
        meters.tls()
                .certificates(Map.of("kept", Instant.ofEpochSecond(4_102_444_800L), "new", Instant.ofEpochSecond(5)));
        assertThat(Families.of(meters).samples())
                .containsEntry("smtpward_tls_certificate_expiry_timestamp_seconds{name=\"kept\"}", 4.1024448E9)
                .containsEntry("smtpward_tls_certificate_expiry_timestamp_seconds{name=\"new\"}", 5.0)
                .doesNotContainKey("smtpward_tls_certificate_expiry_timestamp_seconds{name=\"old\"}");
    }

    @Test
    void theBackendIsUpWhenTheLastTrySucceeded() {
        assertThat(Families.of(meters).sample("smtpward_backend_up")).isZero();
        meters.backend().connected(Duration.ofMillis(3));
        assertThat(Families.of(meters).sample("smtpward_backend_up")).isEqualTo(1);
        meters.backend().connectFailed();
        Families families = Families.of(meters);
        assertThat(families.sample("smtpward_backend_up")).isZero();
        assertThat(families.sample("smtpward_backend_connect_seconds_count")).isEqualTo(1);
        assertThat(families.sample("smtpward_backend_connect_seconds_bucket{le=\"0.001\"}"))
                .isZero();
        assertThat(families.sample("smtpward_backend_connect_seconds_bucket{le=\"0.005\"}"))
                .isEqualTo(1);
    }

    @Test
    void theConfigurationOfTheStartCountsAsLoaded() {
        assertThat(Families.of(meters).sample("smtpward_config_last_reload_successful"))
                .isEqualTo(1);
        meters.onConfigReload(false);
        assertThat(Families.of(meters).sample("smtpward_config_last_reload_successful"))
                .isZero();
    }

    @Test
    void theLimitIsTheOneInForce() {
        meters.onConnectionsLimit(10_000);
        meters.onConnectionsLimit(500);
        assertThat(Families.of(meters).sample("smtpward_connections_limit")).isEqualTo(500);
    }

    @Test
    void droppedEventsCount() {
        meters.onEventDropped();
        assertThat(Families.of(meters).sample("smtpward_events_dropped_total")).isEqualTo(1);
    }

    @Test
    void aTaskThatRanEarlyIsNoLagButCounts() {
        Stream.of(-5L, 2_000_000L).forEach(meters.process()::onEventLoopLag);
        Families families = Families.of(meters);
        assertThat(families.sample("smtpward_event_loop_lag_seconds_count")).isEqualTo(2);
        assertThat(families.sample("smtpward_event_loop_lag_seconds_sum")).isEqualTo(0.002);
        assertThat(families.sample("smtpward_event_loop_lag_seconds_bucket{le=\"0.001\"}"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aVersionIsKnownByTheNameThatTheJdkGivesIt(TlsProtocol version) {
        assertThat(TlsProtocol.of(version.label())).isEqualTo(version);
        assertThat(TlsProtocol.of("SSLv3")).isEqualTo(TlsProtocol.NONE);
    }

    private void everyListenerAndCertificate() {
        meters.listener("smtp");
        meters.shared();
        meters.tls().certificates(Map.of("mail.example", Instant.ofEpochSecond(1)));
    }
}
