package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, and what the operator reads then. */
class RefusalsTest {
    private static final String SYSLOG =
            "2: events.syslog.address: expected unix:/dev/log, \"udp://HOST:PORT\" or" + " \"tcp://HOST:PORT\", found ";
    private static final String HOST_PORT =
            "expected HOST:PORT such as \"127.0.0.1:25\", \"[::1]:25\" or \"mail.example:25\"";

    /** The body begins on line 2; each message begins with the name of the file and a line. */
    @ParameterizedTest
    @MethodSource({"unknownKeys", "types", "values", "backendTls", "listeners", "together", "later"})
    void isRefused(String body, String message) {
        assertThat(Reading.problemsOf(body)).containsExactly("smtpward.conf:" + message);
    }

    static Stream<Arguments> unknownKeys() {
        return Stream.of(
                arguments(
                        "limits.bad-comands = 5",
                        "2: limits.bad-comands: unknown key; did you mean limits.bad-commands?"),
                arguments("limit {}", "2: limit: unknown key; did you mean limits?"),
                arguments("\n\nlimits {\n  Drain = 1s\n}", "5: limits.Drain: unknown key; did you mean limits.drain?"),
                arguments(
                        "backend.source.adress = any",
                        "2: backend.source.adress: unknown key; did you mean backend.source.address?"),
                arguments(
                        "policy.rules.alpm.mode = off",
                        "2: policy.rules.alpm: unknown key; did you mean policy.rules.alpn?"),
                arguments(
                        "policy.rules.alpn.node = off, policy.rules.alpn.mode = off",
                        "2: policy.rules.alpn.node: unknown key; did you mean policy.rules.alpn.mode?"),
                arguments(
                        "events.destination = x",
                        "2: events.destination: unknown key; known here: log, format, messages, file, syslog"),
                arguments(
                        "listeners = [ { name = a, address = \"h:1\", tls = off, proxy-protocoll = off } ]",
                        "2: listeners[0].proxy-protocoll: unknown key; did you mean listeners[0].proxy-protocol?"),
                arguments(
                        "tls.certificates = [ { chain = a, key = b }, { chain = a, key = b, kye = c } ]",
                        "2: tls.certificates[1].kye: unknown key; did you mean tls.certificates[1].key?"));
    }

    static Stream<Arguments> types() {
        return Stream.of(
                arguments(
                        "limits.command-line = many",
                        "2: limits.command-line: expected a whole number of octets between 512 and 2048,"
                                + " found \"many\""),
                arguments(
                        "limits.bad-commands = 5.5",
                        "2: limits.bad-commands: expected a whole number of commands between 1 and 1000, found 5.5"),
                arguments(
                        "limits.bad-commands = null",
                        "2: limits.bad-commands: missing; expected a whole number of commands between 1 and 1000"),
                arguments(
                        "limits.bad-commands = [5]",
                        "2: limits.bad-commands: expected a whole number of commands between 1 and 1000, found [5]"),
                arguments(
                        "limits.bad-commands = 99999999999999999999",
                        "2: limits.bad-commands: expected a whole number of commands between 1 and 1000,"
                                + " found \"99999999999999999999\""),
                arguments("limits = 5", "2: limits: expected a section { ... }, found 5"),
                arguments("limits = null", "2: limits: missing; expected a section { ... }"),
                arguments("policy.rules.alpn = off", "2: policy.rules.alpn: expected a section { ... }, found \"off\""),
                arguments("listeners = smtp", "2: listeners: expected a list [ ... ], found \"smtp\""),
                arguments("listeners = [ smtp ]", "2: listeners[0]: expected a section { ... }, found \"smtp\""),
                arguments(
                        "limits.drain = 30",
                        "2: limits.drain: expected a time between 0s and 24h, with its unit, found 30"),
                arguments(
                        "limits.drain = 30x",
                        "2: limits.drain: expected a time between 0s and 24h, with its unit, found \"30x\""),
                arguments(
                        "limits.drain = soon",
                        "2: limits.drain: expected a time between 0s and 24h, with its unit, found \"soon\""),
                arguments("backend.source.trace = on", "2: backend.source.trace: expected off|received, found \"on\""),
                arguments(
                        "backend.source.allow-relay = yes",
                        "2: backend.source.allow-relay: expected true or false, found \"yes\""),
                arguments("commands.extra = XUSR", "2: commands.extra: expected a list [ ... ], found \"XUSR\""),
                arguments(
                        "commands.extra = [ { verb = XUSR } ]",
                        "2: commands.extra[0]: expected a verb of 1 to 12 letters, found {\"verb\":\"XUSR\"}"));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(
                        "proxy.hostname = mx_1",
                        "2: proxy.hostname: expected a domain or address literal, or \"\" for this machine's name,"
                                + " found \"mx_1\""),
                arguments(
                        "proxy.hostname = \"[192.0.2.300]\"",
                        "2: proxy.hostname: expected a domain or address literal, or \"\" for this machine's name,"
                                + " found \"[192.0.2.300]\""),
                arguments(
                        "proxy.event-loops = -1",
                        "2: proxy.event-loops: expected a whole number of event loops between 0 and 1024, found -1"),
                arguments(
                        "backend.address = \"127.0.0.1\"",
                        "2: backend.address: " + HOST_PORT + ", found \"127.0.0.1\""),
                arguments("backend.address = \"h:0\"", "2: backend.address: " + HOST_PORT + ", found \"h:0\""),
                arguments(
                        "backend.tls = sometimes",
                        "2: backend.tls: expected never|mirror|always|implicit, found \"sometimes\""),
                arguments(
                        "backend.source.address = localhost",
                        "2: backend.source.address: expected an IP address, or the word any, found \"localhost\""),
                arguments(
                        "tls.certificates = [ { chain = \"\", key = k } ]",
                        "2: tls.certificates[0].chain: expected the path of a PEM file, found \"\""),
                arguments(
                        "tls.certificates = [ { chain = c } ]",
                        "2: tls.certificates[0].key: missing; expected the path of a PEM file"),
                arguments("tls.min-version = 1.1", "2: tls.min-version: expected 1.2|1.3, found 1.1"),
                arguments(
                        "tls.ciphers = [ECDHE-RSA-AES128-SHA, DES-CBC3-SHA]",
                        "2: tls.ciphers[1]: expected ECDHE-ECDSA-AES128-GCM-SHA256|ECDHE-RSA-AES128-GCM-SHA256|"
                                + "ECDHE-ECDSA-AES256-GCM-SHA384|ECDHE-RSA-AES256-GCM-SHA384|"
                                + "ECDHE-ECDSA-CHACHA20-POLY1305|ECDHE-RSA-CHACHA20-POLY1305|"
                                + "ECDHE-ECDSA-AES128-SHA|ECDHE-RSA-AES128-SHA|ECDHE-ECDSA-AES256-SHA|"
                                + "ECDHE-RSA-AES256-SHA|AES128-GCM-SHA256|AES256-GCM-SHA384|AES128-SHA|AES256-SHA,"
                                + " found \"DES-CBC3-SHA\""),
                arguments(
                        "tls.ciphers = []",
                        "2: tls.ciphers: at least one suite is needed; min-version = \"1.3\" ends TLS 1.2"),
                arguments(
                        "tls.client-certificates.mode = require",
                        "2: tls.client-certificates.mode: expected off|request, found \"require\""),
                arguments(
                        "tls.client-certificates.mode = request",
                        "2: tls.client-certificates.mode: request needs ca, the PEM file of the authorities whose"
                                + " word counts"),
                arguments(
                        "limits.tls-handshakes = 0",
                        "2: limits.tls-handshakes: expected a whole number of handshakes between 1 and 1000000,"
                                + " found 0"),
                arguments(
                        "tls.alpn = [smtp, \"\"]",
                        "2: tls.alpn[1]: expected 1 to 255 visible ASCII characters, found \"\""),
                arguments(
                        "tls.alpn = []",
                        "2: tls.alpn: at least one protocol is needed; policy.rules.alpn.mode = off ends the check"),
                arguments("policy.mode = on", "2: policy.mode: expected off|monitor|enforce, found \"on\""),
                arguments(
                        "policy.rules.sni.mode = Enforce",
                        "2: policy.rules.sni.mode: expected off|monitor|enforce, found \"Enforce\""),
                arguments(
                        "commands.extra = [\"X USR\"]",
                        "2: commands.extra[0]: expected a verb of 1 to 12 letters, found \"X USR\""),
                arguments(
                        "commands.extra = [bdat]",
                        "2: commands.extra[0]: BDAT is refused: the octets behind it could not be told from commands"),
                arguments(
                        "ehlo.hide = [\"SIZE 1\"]",
                        "2: ehlo.hide[0]: expected an EHLO keyword such as ETRN, found \"SIZE 1\""),
                arguments("rewrite.tls-403 = some", "2: rewrite.tls-403: expected off|known|all, found \"some\""),
                arguments(
                        "limits.auth-line = 12288",
                        "2: limits.auth-line: expected a whole number of octets between 512 and 12287, found 12288"),
                arguments(
                        "limits.connections = 0",
                        "2: limits.connections: expected a whole number of connections between 1 and 1000000, found 0"),
                arguments(
                        "limits.connections-per-address = -1",
                        "2: limits.connections-per-address: expected a whole number of connections between 0 and"
                                + " 1000000, found -1"),
                arguments(
                        "limits.connection-rate = 1/s",
                        "2: limits.connection-rate: expected a whole number of connections between 0 and 1000000,"
                                + " found \"1/s\""),
                arguments(
                        "limits.exempt-networks = [\"192.0.2.0/33\"]",
                        "2: limits.exempt-networks[0]: expected a network such as 192.0.2.0/24 or 2001:db8::/32, or"
                                + " one address, found \"192.0.2.0/33\""),
                arguments(
                        "limits.exempt-networks = [\"192.0.2.1/24\"]",
                        "2: limits.exempt-networks[0]: 192.0.2.1/24 has bits behind its prefix; for the one address"
                                + " write 192.0.2.1 alone"),
                arguments(
                        "limits.client-idle = 2d",
                        "2: limits.client-idle: expected a time between 1s and 24h, with its unit, found \"2d\""),
                arguments("events.log = journal", "2: events.log: expected stdout|file|syslog|none, found \"journal\""),
                arguments("events.format = json", "2: events.format: expected ecs|text, found \"json\""),
                arguments("events.messages = true", "2: events.messages: expected off|on, found true"),
                arguments("events.file.path = \"\"", "2: events.file.path: expected the path of a file, found \"\""),
                arguments(
                        "events.file.max-octets = 99999",
                        "2: events.file.max-octets: 0, or 100000 and more: an event may have 10,000"),
                arguments(
                        "events.file.keep = 0",
                        "2: events.file.keep: expected a whole number of files between 1 and 1000, found 0"),
                arguments("events.syslog.address = \"mail.example:514\"", SYSLOG + "\"mail.example:514\""),
                arguments("events.syslog.address = \"udp://mail.example\"", SYSLOG + "\"udp://mail.example\""),
                arguments("events.syslog.address = \"tcp://mail.example:0\"", SYSLOG + "\"tcp://mail.example:0\""),
                arguments("events.syslog.address = \"unix:log\"", SYSLOG + "\"unix:log\""),
                arguments(
                        "events.syslog.facility = kern",
                        "2: events.syslog.facility: expected user|mail|daemon|auth|authpriv|local0|local1|local2|local3"
                                + "|local4|local5|local6|local7, found \"kern\""),
                arguments(
                        "events.syslog.app-name = \"a b\"",
                        "2: events.syslog.app-name: expected 1 to 48 of the characters A-Z, a-z, 0-9, dot, dash and"
                                + " underscore, found \"a b\""),
                arguments("admin.address = 9125", "2: admin.address: " + HOST_PORT + ", or the word off, found 9125"),
                arguments(
                        "admin.password = secret",
                        "2: admin.password: unknown key; known here: address, password-file, metrics, watchers,"
                                + " tls"),
                arguments("admin.metrics = closed", "2: admin.metrics: expected open|password, found \"closed\""),
                arguments(
                        "admin.watchers = 0",
                        "2: admin.watchers: expected a whole number of open pages between 1 and 1000, found 0"),
                arguments("admin.tls.key = a.key", "2: admin.tls: chain and key come together, or are both \"\""));
    }

    static Stream<Arguments> backendTls() {
        return Stream.of(
                arguments(
                        "backend.tls-options.min-version = \"3.0\"",
                        "2: backend.tls-options.min-version: expected 1.0|1.1|1.2|1.3, found \"3.0\""),
                arguments(
                        "backend.tls-options.ciphers = [ DHE-RSA-AES128-SHA ]",
                        "2: backend.tls-options.ciphers[0]: no cipher that there is for the backend (DHE, 3DES, RC4, export"
                                + " and anonymous ones are not); known: ECDHE-ECDSA-AES256-GCM-SHA384,"
                                + " ECDHE-ECDSA-AES128-GCM-SHA256, ECDHE-ECDSA-CHACHA20-POLY1305,"
                                + " ECDHE-RSA-AES256-GCM-SHA384, ECDHE-RSA-AES128-GCM-SHA256, ECDHE-RSA-CHACHA20-POLY1305,"
                                + " ECDHE-ECDSA-AES256-SHA, ECDHE-ECDSA-AES128-SHA, ECDHE-RSA-AES256-SHA,"
                                + " ECDHE-RSA-AES128-SHA, AES256-GCM-SHA384, AES128-GCM-SHA256, AES256-SHA, AES128-SHA"),
                arguments(
                        "backend.tls-options { min-version = 1.3, ciphers = [ AES128-SHA ] }",
                        "2: backend.tls-options.ciphers: min-version = 1.3 leaves no use for them; take []"),
                arguments(
                        "backend.tls-options.verify = yes",
                        "2: backend.tls-options.verify: expected none|ca|pin, found \"yes\""),
                arguments(
                        "backend.tls-options { verify = ca, ca = \"\", server-name = a.example }",
                        "2: backend.tls-options.ca: verify = ca needs it"),
                arguments(
                        "backend.tls-options.ca = a.pem",
                        "2: backend.tls-options.ca: verify = none does not look at it; set verify = ca"),
                arguments(
                        "backend { tls-options { verify = ca, ca = a.pem } }",
                        "2: backend.tls-options: verify = ca needs server-name, as backend.address has no name to look"
                                + " for"),
                arguments(
                        "backend.tls-options { verify = pin, pins = [] }",
                        "2: backend.tls-options.pins: verify = pin needs it"),
                arguments(
                        "backend.tls-options.pins = [ \"sha256/AAAA\" ]",
                        "2: backend.tls-options.pins[0]: expected \"sha256/\" and 44 characters of base64, as smtpward check"
                                + " prints it, found \"sha256/AAAA\""),
                arguments(
                        "backend.tls-options.server-name = \"192.0.2.1\"",
                        "2: backend.tls-options.server-name: expected the name of a host, or \"\", found \"192.0.2.1\""));
    }

    static Stream<Arguments> listeners() {
        return Stream.of(
                arguments("listeners = []", "2: listeners: at least one listener is needed"),
                arguments(
                        "listeners = [ { address = \"h:1\", tls = off } ]",
                        "2: listeners[0].name: missing; expected 1 to 32 of the characters a-z, 0-9 and -"),
                arguments(
                        "listeners = [ { name = SMTP, address = \"h:1\", tls = off } ]",
                        "2: listeners[0].name: expected 1 to 32 of the characters a-z, 0-9 and -, found \"SMTP\""),
                arguments(
                        "listeners = [ { name = a, address = \"h:1\" } ]",
                        "2: listeners[0].tls: missing; expected off|starttls|implicit|passthrough"),
                arguments(
                        "listeners = [ { name = a, address = \":25\", tls = off } ]",
                        "2: listeners[0].address: " + HOST_PORT + ", found \":25\""));
    }

    /** Values that are right by themselves. */
    static Stream<Arguments> together() {
        return Stream.of(
                arguments(
                        "listeners = [ { name = a, address = \"h:1\", tls = off },"
                                + "{ name = a, address = \"h:2\", tls = off } ]",
                        "2: listeners: two listeners have the name a"),
                arguments(
                        "listeners = [ { name = a, address = \"h:1\", tls = off },"
                                + "{ name = b, address = \"h:1\", tls = off } ]",
                        "2: listeners: two listeners have the address h:1"),
                arguments(
                        "listeners = [ { name = smtps, address = \"h:465\", tls = implicit } ]",
                        "2: listeners: smtps has tls = implicit, which needs one of tls.certificates"),
                arguments(
                        "backend { source {}\naddress = \"[::1]:25\" }",
                        "2: backend: address is IPv6, so source.address must be too, or the word any"),
                arguments(
                        "limits { command-line = 2048\nextension-octets = 1 }",
                        "2: limits: command-line and extension-octets may be 2048 together, as sendmail refuses longer"
                                + " lines; found 2048 + 1"),
                arguments(
                        "limits.command-line = 2000",
                        "2: limits: command-line and extension-octets may be 2048 together, as sendmail refuses longer"
                                + " lines; found 2000 + 1024"));
    }

    /** What DESIGN has and this version has not: never silently ignored. */
    static Stream<Arguments> later() {
        return Stream.of(
                arguments(
                        "listeners = [ { name = a, address = \"h:1\", tls = off, proxy-protocol = on } ]",
                        "2: listeners[0].trusted-proxies: proxy-protocol = on needs trusted-proxies, whose word counts, and"
                                + " they need proxy-protocol = on"),
                arguments(
                        "listeners = [ { name = a, address = \"h:0\", tls = off, tproxy = \"0.0.0.0:25\" } ]",
                        "2: listeners[0].address: with tproxy the port must be a fixed one: the kernel is told of it"),
                arguments(
                        "listeners = [ { name = a, address = \"0.0.0.0:1\", tls = off, tproxy = \"[::]:25\" } ]",
                        "2: listeners[0].tproxy: 0.0.0.0:1 cannot take what is for [::]:25"),
                arguments(
                        "listeners = [ { name = a, address = \"[::]:1\", ipv6-only = on, tls = off, tproxy = \"0.0.0.0:25\" } ]",
                        "2: listeners[0].tproxy: [::]:1 cannot take what is for 0.0.0.0:25"),
                arguments(
                        "listeners = [ { name = a, address = \"0.0.0.0:25\", tls = off, ipv6-only = on } ]",
                        "2: listeners[0].ipv6-only: on is for an IPv6 address such as \"[::]:25\"; address is 0.0.0.0:25"),
                arguments(
                        "listeners = [ { name = a, address = \"[::]:25\", tls = off, ipv6-only = yes } ]",
                        "2: listeners[0].ipv6-only: expected off|on, found \"yes\""),
                arguments(
                        "listeners = [ { name = a, address = \"0.0.0.0:25\", tls = off }, { name = b, address = \"[::]:25\", tls = off } ]",
                        "2: listeners: a at 0.0.0.0:25 and b at [::]:25 overlap, as [::] takes IPv4 too: set ipv6-only = on"
                                + " there"),
                arguments(
                        "listeners = [ { name = a, address = \"[::]:25\", tls = off } ], backend.source.mode = transparent",
                        "2: backend: clients of listener a may have IPv6, and with source.mode = transparent the backend"
                                + " needs such an address too: set ipv6-address, or let the listener have an IPv4 address"
                                + " such as 0.0.0.0"),
                arguments(
                        "backend { address = \"mail:25\", source.mode = transparent }",
                        "2: backend.address: source.mode = transparent needs an IP address here: the kernel's rules have no"
                                + " names"),
                arguments(
                        "backend.ipv6-address = \"[::1]:25\"",
                        "2: backend.ipv6-address: it is for source.mode = transparent"),
                arguments(
                        "backend.source { mode = transparent, probe.addresses = [ \"2001:db8::1\" ] }",
                        "2: backend: source.probe.addresses needs an IPv4 address, as the backend has one"),
                arguments("network.table = 254", "2: network.table: 254 is the kernel's own; take another"),
                arguments(
                        "network.priority = 32766",
                        "2: network.priority: expected a whole number of priorities of rules between 1 and 32765, found 32766"),
                arguments(
                        "network.mark = 0",
                        "2: network.mark: expected a whole number of the kernel's marks between 1 and 999999999, found 0"),
                arguments(
                        "network.packet-filter = pf",
                        "2: network.packet-filter: expected auto|nft|iptables, found \"pf\""),
                arguments(
                        "backend.source.probe.patience = 999ms",
                        "2: backend.source.probe.patience: expected a time between 1s and 5m, with its unit, found \"999ms\""),
                arguments(
                        "backend.source.probe.interval = 61m",
                        "2: backend.source.probe.interval: expected a time between 1s and 1h, with its unit, found \"61m\""),
                arguments(
                        "backend.source.probe.every = 999ms",
                        "2: backend.source.probe.every: expected a time between 1s and 24h, with its unit, found \"999ms\""),
                arguments(
                        "backend.source.probe.every = 1441m",
                        "2: backend.source.probe.every: expected a time between 1s and 24h, with its unit, found \"1441m\""),
                arguments(
                        "backend.source.probe.every = 4999ms",
                        "2: backend.source.probe.every: shorter than interval, the least time between two questions"),
                arguments("backend.source.probe.local-recipient = \"\"", recipientRefused("\"\"")),
                arguments("backend.source.probe.local-recipient = \"<a@b>\"", recipientRefused("\"<a@b>\"")),
                arguments("backend.source.probe.local-recipient = \"a b\"", recipientRefused("\"a b\"")),
                arguments(
                        "backend.source.probe.local-recipient = \"a\\r\\nDATA\"", recipientRefused("\"a\\r\\nDATA\"")),
                arguments(
                        "backend.source.probe.local-recipient = \"" + "a".repeat(255) + "\"",
                        recipientRefused("\"" + "a".repeat(59) + "...")),
                arguments(
                        "backend.source.local-clients = local",
                        "2: backend.source.local-clients: expected as-before|as-others, found \"local\""),
                arguments(
                        "limits.proxy-header = 61s",
                        "2: limits.proxy-header: expected a time between 1s and 1m, with its unit, found \"61s\""),
                arguments(
                        "listeners = [ { name = a, address = \"localhost:2750\", tls = off, tproxy = \"0.0.0.0:25\" } ]",
                        "2: listeners[0].address: with tproxy it must be an IP address: the kernel's rules have no names"),
                arguments(
                        "backend.source.probe.addresses = [ \"127.0.0.9\" ]",
                        "2: backend.source.probe.addresses: a loopback address is no stranger: the backend trusts it"),
                arguments(
                        "backend.source.classes = [ { networks = [ \"::/0\" ], address = 127.0.0.3, allow-relay = true } ]",
                        "2: backend.source.classes[0].networks: a class that may relay cannot be everybody: that would be an"
                                + " open relay"),
                arguments(
                        "backend.source.classes = [ { networks = [ \"192.0.2.1\" ], address = 127.25.25.25, allow-relay = true } ]",
                        "2: backend.source.classes: a class that may relay needs an address of its own, not 127.25.25.25, which"
                                + " is everybody's"),
                arguments(
                        "backend.source { mode = transparent, classes = [ { networks = [ \"192.0.2.1\" ], address = 127.0.0.3 } ] }",
                        "2: backend.source.classes: they are for mode = fixed; with transparent the backend sees each client"),
                arguments(
                        "backend.source { mode = transparent, trace = received }",
                        "2: backend.source.trace: it is for mode = fixed; with transparent the backend sees each client"),
                arguments(
                        "backend.source.classes = [ { certificates = [ \"*\" ], address = 127.0.0.3 } ]",
                        "2: backend: source.classes tell clients by certificates: that needs"
                                + " tls.client-certificates.mode = request"),
                arguments(
                        "backend.tls = always, listeners = [ { name = a, address = \"h:1\", tls = passthrough } ]",
                        "2: listeners: a has tls = passthrough, which leaves TLS to clients and backend: backend.tls must be"
                                + " mirror or never"),
                arguments(
                        "policy.custom = [ { id = X, when = hello, match = a, reply = \"554 5.7.1 no\" } ]",
                        "2: policy.custom[0].id: expected 1 to 32 of a-z 0-9 -, found \"X\""),
                arguments(
                        "policy.custom = [ { id = x, when = now, match = a, reply = \"554 5.7.1 no\" } ]",
                        "2: policy.custom[0].when: expected command|reply|hello, found \"now\""),
                arguments(
                        "policy.custom = [ { id = x, when = hello, match = \"(\", reply = \"554 5.7.1 no\" } ]",
                        "2: policy.custom[0].match: not a regular expression of RE2: error parsing regexp: missing closing ): `(`"),
                arguments(
                        "policy.custom = [ { id = x, when = hello, match = a, reply = \"250 2.0.0 ok\" } ]",
                        "2: policy.custom[0].reply: expected a reply such as \"554 5.7.1 Not here\", code 4yz or 5yz,"
                                + " found \"250 2.0.0 ok\""),
                arguments(
                        "policy.custom = [ { id = x, when = hello, match = a, reply = \"554 4.7.1 no\" } ]",
                        "2: policy.custom[0].reply: expected a reply such as \"554 5.7.1 Not here\", code 4yz or 5yz,"
                                + " found \"554 4.7.1 no\""),
                arguments(
                        "policy.custom = [ { id = x, when = reply, match = a, reply = \"421 4.7.1 no\" } ]",
                        "2: policy.custom[0].reply: 421 ends a session, which a rule about replies cannot do; take 451 or 554"),
                arguments(
                        "policy.custom = [ { id = x, when = hello, match = a, reply = \"554 5.7.1 a\" },"
                                + " { id = x, when = hello, match = b, reply = \"554 5.7.1 b\" } ]",
                        "2: policy.custom: two rules have the same id"),
                arguments(
                        "policy.rules.bare-newline.data = strip",
                        "2: policy.rules.bare-newline.data: expected normalize|reject|pass, found \"strip\""),
                arguments(
                        "policy.rules.alpn.data = reject",
                        "2: policy.rules.alpn.data: unknown key; known here: mode, exempt"),
                arguments(
                        "policy.rules.alpn.exempt = [ \"10.0.0.1/8\" ]",
                        "2: policy.rules.alpn.exempt[0]: 10.0.0.1/8 has bits behind its prefix; for the one address write"
                                + " 10.0.0.1 alone"),
                arguments(
                        "policy.rules.alpn.exempt = [ example ]",
                        "2: policy.rules.alpn.exempt[0]: expected a network such as 192.0.2.0/24 or 2001:db8::/32, or one"
                                + " address, found \"example\""),
                arguments(
                        "shared.redis.address = \"localhost:6379\"",
                        "2: shared.redis.address: expected \"redis://HOST:PORT\", \"rediss://HOST:PORT\" with TLS, or \"\" for"
                                + " none, found \"localhost:6379\""),
                arguments(
                        "shared.redis.address = \"redis://:s3cret@r.example:6379\"",
                        "2: shared.redis.address: user and password do not stand in the address: they are user and"
                                + " password-file"),
                arguments(
                        "shared.redis.address = \"redis://a_b:6379\"",
                        "2: shared.redis.address: a name with an underscore cannot stand in the address of a Redis"),
                arguments(
                        "shared.redis.user = ward", "2: shared.redis.user: a user needs a password: set password-file"),
                arguments(
                        "shared.redis { address = \"redis://h:1\", ca = a.pem }",
                        "2: shared.redis.ca: authorities are for TLS: begin address with rediss://"),
                arguments(
                        "shared.redis.prefix = \"a:b\"",
                        "2: shared.redis.prefix: expected 1 to 64 of the characters A-Z, a-z, 0-9, dot, dash and underscore,"
                                + " found \"a:b\""),
                arguments(
                        "shared.redis.patience = 1m",
                        "2: shared.redis.patience: expected a time between 50ms and 10s, with its unit, found \"1m\""),
                arguments(
                        "shared.max-bans = 0",
                        "2: shared.max-bans: expected a whole number of bans between 1 and 100000, found 0"),
                arguments(
                        "policy.rules.CVE-2021-3619.mode = off",
                        "2: policy.rules.CVE-2021-3619: unknown key; did you mean policy.rules.CVE-2021-3618?"));
    }

    @Test
    void verbsOfOtherProtocolsCannotBeLetThrough() {
        for (String verb : List.of(
                "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI", "USER")) {
            assertThat(Reading.problemsOf("commands.extra = [" + verb.toLowerCase(java.util.Locale.ROOT) + "]"))
                    .containsExactly("smtpward.conf:2: commands.extra[0]: " + verb
                            + " is refused: it begins a request of another protocol (CVE-2021-3618)");
        }
        for (String verb : List.of("XCLIENT", "XFORWARD")) {
            assertThat(Reading.problemsOf("commands.extra = [" + verb + "]"))
                    .containsExactly("smtpward.conf:2: commands.extra[0]: " + verb
                            + " is refused: with it a client chooses the address that the backend sees");
        }
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(Reading.problemsOf("""
                listeners = [ { nam = smtp, address = "0.0.0.0", tls = maybe } ]
                limits { bad-comands = 5, command-line = many }
                policy.rules.alpn.mode = on
                tls.alpn = []
                colour = blue
                """))
                .containsExactly(
                        "smtpward.conf:2: listeners[0].name: missing;"
                                + " expected 1 to 32 of the characters a-z, 0-9 and -",
                        "smtpward.conf:2: listeners[0].address: " + HOST_PORT + ", found \"0.0.0.0\"",
                        "smtpward.conf:2: listeners[0].tls: expected off|starttls|implicit|passthrough, found \"maybe\"",
                        "smtpward.conf:2: listeners[0].nam: unknown key; did you mean listeners[0].name?",
                        "smtpward.conf:5: tls.alpn: at least one protocol is needed;"
                                + " policy.rules.alpn.mode = off ends the check",
                        "smtpward.conf:4: policy.rules.alpn.mode: expected off|monitor|enforce, found \"on\"",
                        "smtpward.conf:3: limits.command-line: expected a whole number of octets between 512 and 2048,"
                                + " found \"many\"",
                        "smtpward.conf:3: limits.bad-comands: unknown key; did you mean limits.bad-commands?",
                        "smtpward.conf:6: colour: unknown key; known here: proxy, listeners, backend, network, tls,"
                                + " policy, commands, ehlo, rewrite, limits, shared, events, admin");
    }

    @Test
    void aProblemHasItsPartsToo() {
        Problem problem = new Problem("smtpward.conf:2", "limits.drain", "missing");
        assertThat(problem).hasToString("smtpward.conf:2: limits.drain: missing");
        assertThat(new Problem("smtpward.conf", "", "no such file")).hasToString("smtpward.conf: no such file");
    }

    @Test
    void aLongValueIsCut() {
        assertThat(Reading.problemsOf("policy.mode = " + "x".repeat(500)).getFirst())
                .endsWith("found \"" + "x".repeat(59) + "...");
    }

    @Test
    void onlyOurSectionMayStandAtTheTop() {
        assertThat(Reading.problemsOfText("smtpward {}\nlimits { drain = 1s }", Map.of()))
                .containsExactly("smtpward.conf:2: limits: unknown key; every key stands in smtpward { ... }");
        assertThat(Reading.problemsOfText("smtpward = 5", Map.of()))
                .containsExactly("smtpward.conf:1: expected a section { ... }, found 5");
    }

    @Test
    void whatIsNotHoconIsRefusedInOneLine() {
        assertThat(Reading.problemsOf("limits { drain = 1s"))
                .singleElement()
                .asString()
                .startsWith("smtpward.conf:3: Expecting close brace }");
        assertThat(Reading.problemsOf("admin.address = 127.0.0.1:9125"))
                .singleElement()
                .asString()
                .startsWith("smtpward.conf:2: Expecting close brace } or a comma, got ':'");
        assertThat(Reading.problemsOf("admin.address = ${ADMIN}"))
                .containsExactly(
                        "smtpward.conf:2: ${ADMIN} has no value: set the variable ADMIN in the environment, or write ${?ADMIN} if it"
                                + " may be missing");
    }

    private static String recipientRefused(String found) {
        return "2: backend.source.probe.local-recipient: expected an address such as postmaster or postmaster@mail.example,"
                + " of 254 octets at most, found " + found;
    }
}
