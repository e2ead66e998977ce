package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.util.NetUtil;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Mode;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.rule.CustomRule;
import org.smtpward.reply.Reply;
import org.smtpward.rewrite.Tls403Scope;
import org.smtpward.session.BackendTls;

/** Each key, read into its place, and no other place changed by it. */
class ConfigurationKeysTest {
    @ParameterizedTest
    @MethodSource("keys")
    void key(String body, Function<Configuration, Object> place, Object expected) throws ConfigurationException {
        assertThat(place.apply(Reading.of(body))).isEqualTo(expected);
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                row("proxy.hostname = mx.example", c -> c.proxy().hostname(), "mx.example"),
                row("proxy.hostname = \"[192.0.2.1]\"", c -> c.proxy().hostname(), "[192.0.2.1]"),
                row("proxy.hostname = \"[IPv6:2001:db8::1]\"", c -> c.proxy().hostname(), "[IPv6:2001:db8::1]"),
                row("proxy.event-loops = 3", c -> c.proxy().eventLoops(), 3),
                row(listener("name = a-1"), c -> c.listeners().getFirst().name(), "a-1"),
                row(
                        listener("address = \"[::]:0\""),
                        c -> c.listeners().getFirst().address(),
                        new HostPort("::", 0)),
                row(listener("tls = off"), c -> c.listeners().getFirst().tls(), ListenerTls.OFF),
                row(listener("tls = starttls"), c -> c.listeners().getFirst().tls(), ListenerTls.STARTTLS),
                row(
                        listener("tls = implicit") + "\n" + CERTIFICATE,
                        c -> c.listeners().getFirst().tls(),
                        ListenerTls.IMPLICIT),
                row(
                        "listeners = [ { name = x, address = \"h:1\", tls = off } ]",
                        Configuration::listeners,
                        List.of(new ListenerOptions(
                                "x", new HostPort("h", 1), ListenerTls.OFF, List.of(), Optional.empty()))),
                row(
                        "backend.address = \"mail.example:26\"",
                        c -> c.backend().address(),
                        new HostPort("mail.example", 26)),
                row("backend.tls = never", c -> c.backend().tls(), BackendTls.NEVER),
                row("backend.tls = mirror", c -> c.backend().tls(), BackendTls.MIRROR),
                row("backend.tls = always", c -> c.backend().tls(), BackendTls.ALWAYS),
                row("backend.tls = implicit", c -> c.backend().tls(), BackendTls.IMPLICIT),
                row(
                        "backend.tls-options.min-version = 1.2",
                        c -> c.backend().tlsOptions().minVersion(),
                        BackendTlsVersion.TLS_1_2),
                row(
                        "backend.tls-options.ciphers = [ AES128-SHA, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA ]",
                        c -> c.backend().tlsOptions().ciphers(),
                        List.of(BackendCipher.RSA_AES128, BackendCipher.ECDHE_RSA_AES256)),
                row(
                        "backend.tls-options { verify = ca, ca = a.pem, server-name = mail.example }",
                        c -> c.backend().tlsOptions().ca(),
                        Optional.of(Path.of("a.pem"))),
                row(
                        "backend.tls-options { verify = pin, pins = [ \"" + PIN + "\" ] }",
                        c -> c.backend().tlsOptions().pins().toString(),
                        "[" + PIN + "]"),
                row(
                        "backend.tls-options.server-name = mail.example",
                        c -> c.backend().serverName(),
                        Optional.of("mail.example")),
                row("backend.address = \"mx.example:25\"", c -> c.backend().serverName(), Optional.of("mx.example")),
                row("backend.source.trace = received", c -> c.backend().source().trace(), SourceTrace.RECEIVED),
                row(
                        "backend.source { mode = transparent, trace = off }",
                        c -> c.backend().source().trace(),
                        SourceTrace.OFF),
                row("backend.source.mode = fixed", c -> c.backend().source().allowRelay(), false),
                row(
                        "backend.source.address = 127.0.0.3",
                        c -> c.backend().source().address(),
                        Optional.of(NetUtil.createInetAddressFromIpAddressString("127.0.0.3"))),
                row("backend.source.address = any", c -> c.backend().source().address(), Optional.empty()),
                row(
                        listener("proxy-protocol = on, trusted-proxies = [ \"10.0.0.0/8\", \"::1\" ]"),
                        c -> c.listeners().getFirst().trustedProxies(),
                        List.of(Network.parse("10.0.0.0/8"), Network.parse("::1"))),
                row(
                        listener("tproxy = \"0.0.0.0:25\", address = \"0.0.0.0:2750\""),
                        c -> c.listeners().getFirst().tproxy(),
                        Optional.of(new HostPort("0.0.0.0", 25))),
                row(
                        listener("address = \"[::]:0\", ipv6-only = on"),
                        c -> c.listeners().getFirst().ipv6Only(),
                        true),
                row(
                        listener("address = \"[::]:0\", ipv6-only = off"),
                        c -> c.listeners().getFirst().ipv6Only(),
                        false),
                row(
                        "listeners = [ { name = a, address = \"0.0.0.0:25\", tls = off }\n"
                                + "{ name = b, address = \"[::]:25\", ipv6-only = on, tls = off } ]",
                        c -> c.listeners().size(),
                        2),
                row(listener("tproxy = off"), c -> c.listeners().getFirst().tproxy(), Optional.empty()),
                row(
                        "backend.source.mode = transparent",
                        c -> c.backend().source().mode(),
                        SourceMode.TRANSPARENT),
                row("backend.source.mode = proxy-v1", c -> c.backend().source().mode(), SourceMode.PROXY_V1),
                row("backend.source.mode = proxy-v2", c -> c.backend().source().mode(), SourceMode.PROXY_V2),
                row(
                        "backend { ipv6-address = \"[::1]:26\", source.mode = transparent }",
                        c -> c.backend().addressFor(true),
                        Optional.of(new HostPort("::1", 26))),
                row(
                        "backend.source.classes = [ { networks = [ \"192.0.2.0/24\" ], address = 127.0.0.3 } ]",
                        c -> c.backend().source().classes(),
                        List.of(new SourceClass(
                                List.of(Network.parse("192.0.2.0/24")),
                                List.of(),
                                NetUtil.createInetAddressFromIpAddressString("127.0.0.3"),
                                false))),
                row(
                        "backend.source.classes = [ { certificates = [ \"*\" ], address = 127.0.0.3, allow-relay = true } ]\n"
                                + "tls.client-certificates { mode = request, ca = \"ca.crt\" }",
                        c -> c.backend().source().classes(),
                        List.of(new SourceClass(
                                List.of(),
                                List.of("*"),
                                NetUtil.createInetAddressFromIpAddressString("127.0.0.3"),
                                true))),
                row(
                        "backend.source.probe { addresses = [ \"198.51.100.1\" ], local-recipient = \"a@b.example\","
                                + " patience = 5m, interval = 1h, every = 24h }",
                        c -> c.backend().source().probe(),
                        new SourceProbe(
                                List.of(NetUtil.createInetAddressFromIpAddressString("198.51.100.1")),
                                "a@b.example",
                                Duration.ofMinutes(5),
                                Duration.ofHours(1),
                                Duration.ofHours(24))),
                row(
                        "backend.source.probe { interval = 1s, every = 1s }",
                        c -> c.backend().source().probe().every(),
                        Duration.ofSeconds(1)),
                row(
                        "backend.source.probe.local-recipient = \"" + "a".repeat(254) + "\"",
                        c -> c.backend().source().probe().localRecipient(),
                        "a".repeat(254)),
                row(
                        "backend.source.local-clients = as-before",
                        c -> c.backend().source().localClients(),
                        LocalClients.AS_BEFORE),
                row(
                        "backend.source.local-clients = as-others",
                        c -> c.backend().source().localClients(),
                        LocalClients.AS_OTHERS),
                row(
                        "network { packet-filter = iptables, mark = 999999999, table = 252, priority = 32765 }",
                        Configuration::network,
                        new NetworkOptions(PacketFilter.IPTABLES, 999_999_999, 252, 32_765)),
                row("limits.proxy-header = 1s", c -> c.limits().proxyHeader(), Duration.ofSeconds(1)),
                row(
                        "backend.source.allow-relay = true",
                        c -> c.backend().source().allowRelay(),
                        true),
                row(
                        CERTIFICATE,
                        c -> c.tls().certificates(),
                        List.of(new CertificateFiles(Path.of("tls.crt"), Path.of("tls.key")))),
                row(
                        "tls.names = [Mail.example, \"*.example\"]",
                        c -> c.tls().names(),
                        List.of("mail.example", "*.example")),
                row(listener("tls = passthrough"), c -> c.listeners().getFirst().tls(), ListenerTls.PASSTHROUGH),
                row("tls.min-version = \"1.3\"", c -> c.tls().minVersion(), TlsVersion.TLS_1_3),
                row("tls.min-version = 1.2", c -> c.tls().minVersion(), TlsVersion.TLS_1_2),
                row(
                        "tls.ciphers = [ECDHE-RSA-AES256-SHA, AES128-SHA]",
                        c -> c.tls().ciphers(),
                        List.of(CipherSuite.ECDHE_RSA_AES256_SHA, CipherSuite.AES128_SHA)),
                row(
                        "tls.client-certificates { mode = request, ca = \"ca.crt\" }",
                        c -> c.tls().clientCertificates(),
                        new ClientCertificateOptions(true, Optional.of(Path.of("ca.crt")))),
                row(
                        "tls.client-certificates.ca = \"ca.crt\"",
                        c -> c.tls().clientCertificates().requested(),
                        false),
                row("tls.alpn = [lmtp]", c -> c.tls().alpn(), List.of("lmtp")),
                row("policy.mode = off", c -> c.policy().mode(RuleId.ALPN), Mode.OFF),
                row("policy.rules.alpn.mode = monitor", c -> c.policy().mode(RuleId.ALPN), Mode.MONITOR),
                row("policy.custom = []", c -> c.policy().custom(), List.of()),
                row("policy.rules.CVE-2021-3618.mode = off", c -> c.policy().mode(RuleId.ALPN), Mode.OFF),
                row(
                        "policy.rules.bare-newline.commands = reject",
                        c -> c.policy().newlinesInCommands(),
                        NewlineTreatment.REJECT),
                row("policy.rules.bare-newline.data = pass", c -> c.policy().newlinesInData(), NewlineTreatment.PASS),
                row(
                        "policy.rules.sni.exempt = [ \"192.0.2.0/24\", \"2001:db8::1\" ]",
                        c -> c.policy().exempt(),
                        Map.of(RuleId.SNI, List.of(Network.parse("192.0.2.0/24"), Network.parse("2001:db8::1/128")))),
                row("limits.commands = 10", c -> c.limits().session().commands(), 10),
                row("limits.transactions = 1", c -> c.limits().session().transactions(), 1),
                row("limits.backend-greeting = 1s", c -> c.limits().session().backendGreeting(), Duration.ofSeconds(1)),
                row("limits.client-data = 3m", c -> c.limits().session().clientData(), Duration.ofMinutes(3)),
                row("limits.data-rate = 0", c -> c.limits().session().dataRate(), 0),
                row("commands.extra = [xusr, NOOP]", c -> c.commands().extra(), List.of("XUSR", "NOOP")),
                row("ehlo.hide = [etrn, 8BITMIME]", c -> c.ehlo().hide(), List.of("ETRN", "8BITMIME")),
                row("rewrite.tls-403 = all", c -> c.rewrite().tls403(), Tls403Scope.ALL),
                row("rewrite.tls-403 = off", c -> c.rewrite().tls403(), Tls403Scope.OFF),
                row("limits.connections = 1", c -> c.limits().admission().connections(), 1),
                row(
                        "limits.connections-per-address = 0",
                        c -> c.limits().admission().connectionsPerAddress(),
                        0),
                row("limits.connection-rate = 7", c -> c.limits().admission().connectionRate(), 7),
                row(
                        "limits.exempt-networks = [\"192.0.2.0/24\", \"::1\"]",
                        c -> c.limits().admission().exemptNetworks(),
                        List.of(Network.parse("192.0.2.0/24"), Network.parse("::1/128"))),
                row("limits.tls-handshakes = 1", c -> c.limits().tlsHandshakes(), 1),
                row("limits.bad-commands = 25", c -> c.limits().session().badCommands(), 25),
                row("limits.command-line = 1000", c -> c.limits().session().commandLine(), 1000),
                row("limits.extension-octets = 0", c -> c.limits().session().extensionOctets(), 0),
                row("limits.auth-line = 512", c -> c.limits().session().authLine(), 512),
                row("limits.reply-line = 512", c -> c.limits().session().replyLine(), 512),
                row("limits.reply-lines = 1", c -> c.limits().session().replyLines(), 1),
                row("limits.reply-octets = 65536", c -> c.limits().session().replyOctets(), 65_536),
                row("limits.outstanding-commands = 1", c -> c.limits().session().outstandingCommands(), 1),
                row(
                        "limits.backend-connect = 500ms",
                        c -> c.limits().session().backendConnect(),
                        Duration.ofMillis(500)),
                row("limits.backend-reply = 2 hours", c -> c.limits().session().backendReply(), Duration.ofHours(2)),
                row("limits.client-idle = 5m", c -> c.limits().session().clientIdle(), Duration.ofMinutes(5)),
                row("limits.tls-handshake = 1.5s", c -> c.limits().session().tlsHandshake(), Duration.ofMillis(1500)),
                row(
                        "shared.redis.address = \"redis://[2001:db8::1]:6379\"",
                        c -> c.shared().redis().address(),
                        Optional.of(new RedisAddress(false, new HostPort("2001:db8::1", 6379)))),
                row(
                        "shared.redis { address = \"rediss://r.example:6380\", ca = a.pem }",
                        c -> c.shared().redis().address().orElseThrow().tls(),
                        true),
                row(
                        "shared.redis { address = \"rediss://r.example:6380\", ca = a.pem }",
                        c -> c.shared().redis().ca(),
                        Optional.of(Path.of("a.pem"))),
                row(
                        "shared.redis { user = ward, password-file = /run/redis }",
                        c -> c.shared().redis().user(),
                        Optional.of("ward")),
                row(
                        "shared.redis.password-file = /run/redis",
                        c -> c.shared().redis().passwordFile(),
                        Optional.of(Path.of("/run/redis"))),
                row("shared.redis.database = 7", c -> c.shared().redis().database(), 7),
                row("shared.redis.prefix = mx-1", c -> c.shared().redis().prefix(), "mx-1"),
                row("shared.redis.patience = 50ms", c -> c.shared().redis().patience(), Duration.ofMillis(50)),
                row("shared.interval = 10s", c -> c.shared().interval(), Duration.ofSeconds(10)),
                row("shared.max-bans = 1", c -> c.shared().maxBans(), 1),
                row("limits.drain = 0s", c -> c.limits().drain(), Duration.ZERO),
                row("events.log = none", c -> c.events().log(), EventLog.NONE),
                row("events.log = file", c -> c.events().log(), EventLog.FILE),
                row("events.log = syslog", c -> c.events().log(), EventLog.SYSLOG),
                row("events.format = text", c -> c.events().format(), EventFormat.TEXT),
                row("events.messages = on", c -> c.events().messages(), Switch.ON),
                row("events.messages = off", c -> c.events().messages(), Switch.OFF),
                row("events.file.path = a", c -> c.events().file().path(), Path.of("a")),
                row("events.file.max-octets = 0", c -> c.events().file().maxOctets(), 0),
                row("events.file.max-octets = 100000", c -> c.events().file().maxOctets(), 100_000),
                row("events.file.keep = 1", c -> c.events().file().keep(), 1),
                row(
                        "events.syslog.address = \"udp://[::1]:514\"",
                        c -> c.events().syslog().address(),
                        new SyslogAddress.Udp(new HostPort("::1", 514))),
                row(
                        "events.syslog.address = \"tcp://log.example:601\"",
                        c -> c.events().syslog().address(),
                        new SyslogAddress.Tcp(new HostPort("log.example", 601))),
                row(
                        "events.syslog.address = \"unix:/run/log\"",
                        c -> c.events().syslog().address(),
                        new SyslogAddress.Local(Path.of("/run/log"))),
                row("events.syslog.facility = local7", c -> c.events().syslog().facility(), SyslogFacility.LOCAL7),
                row("events.syslog.app-name = ward", c -> c.events().syslog().appName(), "ward"),
                row("admin.address = \"[::1]:0\"", c -> c.admin().address(), Optional.of(new HostPort("::1", 0))),
                row("admin.address = off", c -> c.admin().address(), Optional.empty()),
                row(
                        "admin.password-file = /run/password",
                        c -> c.admin().passwordFile(),
                        Optional.of(Path.of("/run/password"))),
                row("admin.metrics = open", c -> c.admin().metricsOpen(), true),
                row("admin.watchers = 3", c -> c.admin().watchers(), 3),
                row(
                        "admin.tls { chain = a.crt, key = a.key }",
                        c -> c.admin().tls(),
                        Optional.of(new CertificateFiles(Path.of("a.crt"), Path.of("a.key")))));
    }

    @Test
    void theModeForAllLeavesOnlyNamedRulesAlone() throws ConfigurationException {
        PolicyOptions policy = Reading.of("policy { mode = monitor, rules.alpn.mode = enforce }")
                .policy();
        assertThat(policy.mode(RuleId.ALPN)).isEqualTo(Mode.ENFORCE);
        assertThat(policy.mode(RuleId.FOREIGN_PROTOCOL)).isEqualTo(Mode.MONITOR);
        assertThat(policy.modes()).containsOnlyKeys(RuleId.values());
    }

    /** One can switch by CVE-2021-3618; a rule that is named itself wins. */
    @Test
    void anAdvisorySwitchesAllRulesThatAnswerIt() throws ConfigurationException {
        PolicyOptions policy = Reading.of(
                        "policy.rules { CVE-2021-3618 { mode = monitor, exempt = [ \"192.0.2.1\" ] }, reflection.mode = off }")
                .policy();
        assertThat(policy.mode(RuleId.FOREIGN_PROTOCOL)).isEqualTo(Mode.MONITOR);
        assertThat(policy.mode(RuleId.ALPN)).isEqualTo(Mode.MONITOR);
        assertThat(policy.mode(RuleId.REFLECTION)).isEqualTo(Mode.OFF);
        assertThat(policy.mode(RuleId.PIPELINING)).isEqualTo(Mode.ENFORCE);
        assertThat(policy.exempt().keySet())
                .containsExactlyInAnyOrder(RuleId.FOREIGN_PROTOCOL, RuleId.ALPN, RuleId.SNI, RuleId.REFLECTION);
        assertThat(Reading.of("policy.rules.\"RFC-2920-3.1\".mode = off")
                        .policy()
                        .mode(RuleId.PIPELINING))
                .isEqualTo(Mode.OFF);
    }

    @Test
    void aRuleOfTheSiteHasTheModeOfAllUnlessItHasItsOwn() throws ConfigurationException {
        List<CustomRule> rules = Reading.of("""
                policy { mode = monitor, custom = [
                  { id = a, when = hello, match = "(?i)^bulk", reply = "554 5.7.1 Not here" }
                  { id = b, when = reply, match = x, reply = "451 4.7.1 Later", mode = enforce }
                ] }
                """).policy().custom();
        assertThat(rules).extracting(CustomRule::mode).containsExactly(Mode.MONITOR, Mode.ENFORCE);
        assertThat(rules.getFirst().reply()).isEqualTo(new Reply(554, "5.7.1", "Not here"));
    }

    /** Because certificates of mail servers are often incomplete. */
    @Test
    void sniStaysMonitorUntilItIsNamed() throws ConfigurationException {
        assertThat(Reading.of("policy.mode = enforce").policy().mode(RuleId.SNI))
                .isEqualTo(Mode.MONITOR);
        assertThat(Reading.of("policy.rules.sni.mode = enforce").policy().mode(RuleId.SNI))
                .isEqualTo(Mode.ENFORCE);
    }

    @Test
    void severalListenersAndCertificatesKeepTheirOrder() throws ConfigurationException {
        Configuration configuration = Reading.of("""
                listeners = [
                  { name = b, address = "127.0.0.1:0", tls = off }
                  { name = a, address = "127.0.0.1:0", tls = off }
                ]
                tls.certificates = [ { chain = 1.crt, key = 1.key }, { chain = 2.crt, key = 2.key } ]
                """);
        assertThat(configuration.listeners()).extracting(ListenerOptions::name).containsExactly("b", "a");
        assertThat(configuration.tls().certificates())
                .extracting(files -> files.chain().toString())
                .containsExactly("1.crt", "2.crt");
    }

    private static final String PIN = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private static final String CERTIFICATE = "tls.certificates = [ { chain = tls.crt, key = tls.key } ]";

    private static String listener(String key) {
        return "listeners = [ { name = x, address = \"h:1\", tls = off, proxy-protocol = off, " + key + " } ]";
    }

    private static Arguments row(String body, Function<Configuration, Object> place, Object expected) {
        return arguments(body, place, expected);
    }
}
