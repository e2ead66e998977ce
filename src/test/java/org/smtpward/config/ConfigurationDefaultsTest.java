package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;
import org.smtpward.rewrite.Tls403Scope;
import org.smtpward.session.BackendTls;
import org.smtpward.session.Limits;

/** What holds when nobody configures anything. */
class ConfigurationDefaultsTest {
    private final Configuration defaults;

    ConfigurationDefaultsTest() throws ConfigurationException {
        defaults = new ConfigurationLoader(Map.of()).loadDefaults().configuration();
    }

    @Test
    void theProxyIsCalledAsTheMachine() {
        assertThat(defaults.proxy().hostname()).isIn(MachineName.get(), "localhost");
        assertThat(defaults.proxy().eventLoops()).isZero();
    }

    @Test
    void oneListenerOnThePortOfSmtp() {
        assertThat(defaults.listeners())
                .containsExactly(new ListenerOptions(
                        "smtp", new HostPort("::", 25), ListenerTls.STARTTLS, List.of(), Optional.empty()));
        assertThat(defaults.listeners().getFirst().ipv6Only()).isFalse();
        assertThat(defaults.listeners().getFirst().takes(false)).as("IPv4").isTrue();
        assertThat(defaults.listeners().getFirst().takes(true)).as("IPv6").isTrue();
    }

    /** Clients with IPv6 could not be served; refused, an IPv4 address is their next choice. */
    @Test
    void theDefaultListenerLeavesIpv6OutWhereTheBackendHasNone() throws ConfigurationException {
        Configuration four = Reading.ofText("smtpward.backend.source.mode = transparent");
        assertThat(four.listeners().getFirst().address()).isEqualTo(new HostPort("0.0.0.0", 25));
        assertThat(four.leavesOutIpv6()).isTrue();
        Configuration both =
                Reading.ofText("smtpward.backend { source.mode = transparent, ipv6-address = \"[::1]:2525\" }");
        assertThat(both.listeners().getFirst().address()).isEqualTo(new HostPort("::", 25));
        assertThat(both.leavesOutIpv6()).isFalse();
    }

    @Test
    void theBackendIsOnThisMachineAndDoesNotTrustUs() {
        SourceOptions source = new SourceOptions(
                SourceMode.FIXED,
                Optional.of(NetUtil.createInetAddressFromIpAddressString("127.25.25.25")),
                List.of(),
                LocalClients.AS_BEFORE,
                SourceTrace.OFF,
                false,
                new SourceProbe(
                        List.of(
                                NetUtil.createInetAddressFromIpAddressString("192.0.2.1"),
                                NetUtil.createInetAddressFromIpAddressString("2001:db8::1")),
                        "postmaster",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        Duration.ofHours(1)));
        BackendTlsOptions tls = new BackendTlsOptions(
                BackendTlsVersion.TLS_1_0,
                List.of(),
                BackendTlsOptions.Verify.NONE,
                Optional.empty(),
                List.of(),
                Optional.empty());
        assertThat(defaults.backend())
                .isEqualTo(new BackendOptions(
                        new HostPort("127.0.0.1", 2525), Optional.empty(), BackendTls.MIRROR, tls, source));
        assertThat(defaults.backend().serverName()).isEmpty();
    }

    @Test
    void noCertificateAndTls12() {
        assertThat(defaults.tls())
                .isEqualTo(new TlsOptions(
                        List.of(),
                        List.of(),
                        TlsVersion.TLS_1_2,
                        CipherSuite.safe(),
                        List.of("smtp", "esmtp"),
                        ClientCertificateOptions.OFF));
    }

    @Test
    void everySafeSuiteAndNoOther() {
        assertThat(defaults.tls().ciphers())
                .extracting(CipherSuite::label)
                .hasSize(6)
                .allMatch(suite ->
                        suite.matches("ECDHE-(ECDSA|RSA)-(AES(128-GCM-SHA256|256-GCM-SHA384)|CHACHA20-POLY1305)"));
    }

    @Test
    void everyRuleDoesWhatItsDefaultModeSays() {
        assertThat(defaults.policy().modes())
                .isEqualTo(
                        Arrays.stream(RuleId.values()).collect(Collectors.toMap(r -> r, r -> r.under(Mode.ENFORCE))));
    }

    @Test
    void nothingExtraAndNothingHidden() {
        assertThat(defaults.commands()).isEqualTo(new CommandOptions(List.of()));
        assertThat(defaults.ehlo()).isEqualTo(new EhloOptions(List.of()));
    }

    @Test
    void known403sAreRewritten() {
        assertThat(defaults.rewrite()).isEqualTo(new RewriteOptions(Tls403Scope.KNOWN));
    }

    @Test
    void limits() {
        Duration hour = Duration.ofHours(1);
        Duration seconds10 = Duration.ofSeconds(10);
        Duration seconds30 = Duration.ofSeconds(30);
        assertThat(defaults.limits())
                .isEqualTo(new LimitOptions(
                        new AdmissionLimits(
                                10_000, 1000, 200, List.of(Network.parse("127.0.0.0/8"), Network.parse("::1"))),
                        2000,
                        seconds10,
                        seconds30,
                        new Limits(
                                5,
                                100_000,
                                10_000,
                                512,
                                1024,
                                12_287,
                                16_384,
                                5000,
                                1_048_576,
                                1000,
                                seconds10,
                                Duration.ofMinutes(5),
                                hour,
                                hour,
                                hour,
                                1,
                                seconds30)));
    }

    @Test
    void nodesShareNothing() {
        assertThat(defaults.shared().isOn()).isFalse();
        assertThat(defaults.shared())
                .isEqualTo(new SharedOptions(
                        new RedisOptions(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                0,
                                "smtpward",
                                Duration.ofSeconds(1)),
                        Duration.ofSeconds(1),
                        10_000));
    }

    @Test
    void eventsGoToTheStandardOutput() {
        assertThat(defaults.events())
                .isEqualTo(new EventOptions(
                        EventLog.STDOUT,
                        EventFormat.ECS,
                        Switch.OFF,
                        new EventFileOptions(Path.of("/var/log/smtpward/events.json"), 100_000_000, 5),
                        new SyslogOptions(
                                new SyslogAddress.Local(Path.of("/dev/log")), SyslogFacility.MAIL, "smtpward")));
    }

    @Test
    void theAdminSideIsForThisMachineOnly() {
        assertThat(defaults.admin())
                .isEqualTo(new AdminOptions(
                        Optional.of(new HostPort("127.0.0.1", 9125)), Optional.empty(), false, 20, Optional.empty()));
    }
}
