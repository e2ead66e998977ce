package org.smtpward.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;
import org.smtpward.session.ClientHelloFacts;
import org.smtpward.session.SessionFacts;

class EcsWriterTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.120Z");
    private static final RuleMatch HTTP = new RuleMatch(
            RuleId.FOREIGN_PROTOCOL, Action.BLOCK, Phase.CLEAR, "looks like an HTTP request", "GET / HTTP/1.1");

    private final EcsWriter writer = new EcsWriter(new Observer("mx.example", "1.2.3"));

    @Test
    void aBlockedRequestInTheClear() {
        assertThat(written(ASession.inTheClear(), HTTP)).isEqualTo(new JsonObject("""
                {
                  "@timestamp": "2026-03-01T12:00:00.120Z",
                  "ecs": { "version": "8.17.0" },
                  "event": {
                    "kind": "alert", "category": ["network", "intrusion_detection"], "type": ["denied"],
                    "action": "blocked", "outcome": "success", "reason": "looks like an HTTP request",
                    "dataset": "smtpward.rule", "provider": "smtpward"
                  },
                  "rule": { "id": "foreign-protocol" },
                  "vulnerability": { "id": "CVE-2021-3618" },
                  "source": { "ip": "203.0.113.7", "port": 51234 },
                  "observer": { "name": "mx.example", "type": "proxy", "product": "smtpward", "version": "1.2.3" },
                  "network": { "protocol": "smtp", "transport": "tcp" },
                  "smtpward": {
                    "session": "k3v9-17", "listener": "smtp", "phase": "clear", "preview": "GET / HTTP/1.1"
                  }
                }
                """));
    }

    @Test
    void aMessageInTheClear() {
        assertThat(written(AMessage.of(ASession.inTheClear(), AMessage.ACCEPTED)))
                .isEqualTo(new JsonObject("""
                {
                  "@timestamp": "2026-03-01T12:00:00.120Z",
                  "ecs": { "version": "8.17.0" },
                  "event": {
                    "kind": "event", "category": ["email"], "type": ["info"], "action": "message", "outcome": "success",
                    "dataset": "smtpward.message", "provider": "smtpward"
                  },
                  "source": { "ip": "203.0.113.7", "port": 51234 },
                  "observer": { "name": "mx.example", "type": "proxy", "product": "smtpward", "version": "1.2.3" },
                  "network": { "protocol": "smtp", "transport": "tcp" },
                  "email": { "local_id": "6AUN9xyz012345" },
                  "smtpward": {
                    "session": "k3v9-17", "listener": "smtp", "result": "accepted", "code": 250, "octets": 4711
                  }
                }
                """));
    }

    @Test
    void whatIsNotKnownOfAMessageIsNotThere() {
        JsonObject refused = written(AMessage.of(ASession.inTheClear(), AMessage.REFUSED));
        assertThat(refused.getJsonObject("event").getString("outcome")).isEqualTo("failure");
        assertThat(refused.containsKey("email")).isFalse();
        var hello = new ClientHelloFacts(Optional.of("mx.example"), List.of());
        JsonObject unfinished = written(AMessage.of(ASession.insideTls("TLSv1.2", hello), AMessage.UNFINISHED));
        assertThat(unfinished.getJsonObject("event").getString("outcome")).isEqualTo("unknown");
        assertThat(unfinished.getJsonObject("smtpward").containsKey("code")).isFalse();
        assertThat(unfinished.getJsonObject("tls"))
                .isEqualTo(new JsonObject("{ \"version\": \"1.2\", \"version_protocol\": \"tls\" }"));
    }

    @ParameterizedTest
    @CsvSource({
        "BLOCK, blocked, denied, success",
        "MONITOR, monitored, allowed, unknown",
        "REWRITE, rewritten, allowed, success"
    })
    void whatWasDone(Action action, String word, String type, String outcome) {
        JsonObject event = written(ASession.inTheClear(), new RuleMatch(RuleId.SNI, action, Phase.HANDSHAKE, "why", ""))
                .getJsonObject("event");
        assertThat(event.getString("action")).isEqualTo(word);
        assertThat(event.getJsonArray("type")).isEqualTo(JsonArray.of(type));
        assertThat(event.getString("outcome")).isEqualTo(outcome);
    }

    @ParameterizedTest
    @EnumSource
    void theAdvisoryIsAVulnerabilityWhenItIsACveElseAReference(RuleId rule) {
        JsonObject line =
                written(ASession.inTheClear(), new RuleMatch(rule, Action.BLOCK, Phase.CLEAR, "why", "octets"));
        assertThat(line.getJsonObject("rule").getString("id")).isEqualTo(rule.label());
        if (rule.advisory().startsWith("CVE-")) {
            assertThat(line.getJsonObject("vulnerability").getString("id")).isEqualTo(rule.advisory());
            assertThat(line.getJsonObject("rule").containsKey("reference")).isFalse();
        } else {
            assertThat(line.getJsonObject("rule").getString("reference")).isEqualTo(rule.advisory());
            assertThat(line.containsKey("vulnerability")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, 1.3", "TLSv1.2, 1.2", "TLSv1.1, 1.1", "TLSv1, 1.0"})
    void insideTlsItsVersionIsTold(String jdk, String ecs) {
        var hello = new ClientHelloFacts(Optional.of("mx.example"), List.of("smtp"));
        JsonObject line = written(ASession.insideTls(jdk, hello), HTTP);
        assertThat(line.getJsonObject("tls"))
                .isEqualTo(JsonObject.of(
                        "version",
                        ecs,
                        "version_protocol",
                        "tls",
                        "client",
                        JsonObject.of("server_name", "mx.example")));
        assertThat(line.getJsonObject("smtpward").getJsonArray("alpn")).isEqualTo(JsonArray.of("smtp"));
        assertThat(line.getJsonObject("source").getString("ip")).isEqualTo("2001:db8::7");
    }

    @Test
    void aVerifiedClientIsNamed() {
        var hello = new ClientHelloFacts(Optional.empty(), List.of());
        JsonObject line = written(ASession.insideTls("TLSv1.3", hello).verified("CN=m\u00c3\u00bcller"), HTTP);
        assertThat(line.getJsonObject("tls").getJsonObject("client"))
                .isEqualTo(JsonObject.of("subject", "CN=m\\xc3\\xbcller"));
    }

    @Test
    void beforeTheHandshakeIsDoneThereIsNoVersion() {
        JsonObject line = written(ASession.inTheHandshake(Optional.of("mail.example"), List.of()), HTTP);
        assertThat(line.getJsonObject("tls").fieldNames()).containsExactly("client");
        assertThat(line.getJsonObject("smtpward").containsKey("alpn")).isFalse();
    }

    @Test
    void whatMayNotBeShownLeavesNoField() {
        JsonObject line = written(
                ASession.inTheClear(), new RuleMatch(RuleId.BARE_NEWLINE, Action.REWRITE, Phase.TLS, "why", ""));
        assertThat(line.getJsonObject("smtpward").containsKey("preview")).isFalse();
    }

    /** Every octet that there is, in both names that a ClientHello carries. */
    @Test
    void noOctetOfAClientHelloBreaksALine() {
        var octets = new byte[256];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) i;
        }
        String hostile = new String(octets, StandardCharsets.ISO_8859_1);
        SessionFacts session = ASession.inTheHandshake(
                Optional.of(hostile), List.of("\r\n{\"event\":1}", "\u0000\u001b[2J", "\"},\\", "h2"));

        byte[] line = line(session, HTTP);
        assertThat(line).endsWith('\n');
        for (int i = 0; i < line.length - 1; i++) {
            assertThat(line[i]).isBetween((byte) ' ', (byte) '~');
        }
        JsonObject read = new JsonObject(new String(line, StandardCharsets.US_ASCII));
        assertThat(read.getJsonObject("smtpward").getJsonArray("alpn"))
                .isEqualTo(JsonArray.of("\\x0d\\x0a{\"event\":1}", "\\x00\\x1b[2J", "\"},\\\\", "h2"));
        assertThat(read.getJsonObject("tls").getJsonObject("client").getString("server_name"))
                .startsWith("\\x00\\x01")
                .contains("[\\\\]")
                .endsWith("\\xfe...");
    }

    /** So that a queue full of them is not much memory. */
    @Test
    void aClientHelloIsCut() {
        SessionFacts session =
                ASession.inTheHandshake(Optional.of("a".repeat(60_000)), Collections.nCopies(10_000, "b".repeat(255)));
        JsonObject read = new JsonObject(new String(line(session, HTTP), StandardCharsets.US_ASCII));
        assertThat(read.getJsonObject("tls").getJsonObject("client").getString("server_name"))
                .isEqualTo("a".repeat(255) + "...");
        JsonArray alpn = read.getJsonObject("smtpward").getJsonArray("alpn");
        assertThat(alpn).hasSize(17).startsWith("b".repeat(64) + "...").endsWith("...");
    }

    @Test
    void timesHaveThreeDigitsOfASecondAlways() {
        RuleEvent event = RuleEvent.of(Instant.parse("2026-03-01T12:00:00Z"), ASession.inTheClear(), HTTP);
        assertThat(new String(writer.line(event), StandardCharsets.US_ASCII))
                .startsWith("{\"@timestamp\":\"2026-03-01T12:00:00.000Z\",");
    }

    private JsonObject written(SessionFacts session, RuleMatch match) {
        return written(RuleEvent.of(AT, session, match));
    }

    private JsonObject written(Event event) {
        return new JsonObject(new String(writer.line(event), StandardCharsets.US_ASCII));
    }

    private byte[] line(SessionFacts session, RuleMatch match) {
        return writer.line(RuleEvent.of(AT, session, match));
    }
}
