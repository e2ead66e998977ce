package org.smtpward.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;
import org.smtpward.session.ClientHelloFacts;

/** {@code docs/events.md} says what the code writes. When this fails, its message has what to put there. */
class EventsDocumentationTest {
    private static final Path DOCUMENT = Path.of("docs/events.md");
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    private static final ClientHelloFacts BROWSER =
            new ClientHelloFacts(Optional.of("www.example.com"), List.of("h2", "http/1.1"));

    private static final RuleEvent DOCUMENTED = event(
            Phase.HANDSHAKE,
            Optional.empty(),
            new RuleMatch(
                    RuleId.ALPN,
                    Action.BLOCK,
                    Phase.HANDSHAKE,
                    "offers application protocols, but none of SMTP's",
                    "h2,http/1.1"));

    /** Has what the documented one has not. */
    private static final RuleEvent INSIDE_TLS = event(
            Phase.TLS,
            Optional.of("TLSv1.3"),
            new RuleMatch(RuleId.UNKNOWN_COMMAND, Action.MONITOR, Phase.TLS, "no verb of SMTP", "XYZZY"));

    private static final MessageEvent MESSAGE =
            AMessage.of(session(Phase.TLS, Optional.of("TLSv1.3")), AMessage.ACCEPTED);

    private final EcsWriter writer = new EcsWriter(new Observer("mx.example.com", "0.1.0"));

    @Test
    void theExampleIsWhatTheCodeWrites() throws IOException {
        var example = EXAMPLE.matcher(Files.readString(DOCUMENT));
        assertThat(example.find()).isTrue();
        JsonObject written = written(DOCUMENTED);
        assertThat(new JsonObject(example.group(1)).encodePrettily()).isEqualTo(written.encodePrettily());
        assertThat(example.find()).as("that of a message").isTrue();
        assertThat(new JsonObject(example.group(1)).encodePrettily())
                .isEqualTo(written(MESSAGE).encodePrettily());
    }

    @Test
    void theLinesOfAMessageAreThoseThatTheCodeWrites() throws IOException {
        String text = new String(new TextWriter().line(MESSAGE), StandardCharsets.US_ASCII);
        assertThat(Files.readString(DOCUMENT))
                .contains("\n" + MessageLog.line(session(Phase.TLS, Optional.of("TLSv1.3")), AMessage.ACCEPTED) + "\n")
                .contains("\n" + text);
    }

    @Test
    void theTableHasEveryFieldAndNoOther() throws IOException {
        Set<String> documented = new TreeSet<>();
        var field = FIELD.matcher(Files.readString(DOCUMENT));
        while (field.find()) {
            documented.add(field.group(1));
        }
        Set<String> written = new TreeSet<>();
        addFields("", written(DOCUMENTED), written);
        addFields("", written(INSIDE_TLS), written);
        addFields("", written(MESSAGE), written);
        assertThat(documented).isEqualTo(written);
    }

    private static RuleEvent event(Phase phase, Optional<String> tlsVersion, RuleMatch match) {
        return RuleEvent.of(Instant.parse("2026-03-01T12:00:00.120Z"), session(phase, tlsVersion), match);
    }

    private static ASession session(Phase phase, Optional<String> tlsVersion) {
        Optional<String> verified = tlsVersion.map(inside -> "CN=mail.example.com");
        return new ASession("k3v9-17", "smtp", "203.0.113.7", 51234, phase, Optional.of(BROWSER), tlsVersion, verified);
    }

    private JsonObject written(Event event) {
        return new JsonObject(new String(writer.line(event), StandardCharsets.US_ASCII));
    }

    private static void addFields(String prefix, JsonObject object, Set<String> fields) {
        for (String name : object.fieldNames()) {
            if (object.getValue(name) instanceof JsonObject inner) {
                addFields(prefix + name + '.', inner, fields);
            } else {
                fields.add(prefix + name);
            }
        }
    }
}
