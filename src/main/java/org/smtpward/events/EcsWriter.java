package org.smtpward.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.smtpward.policy.Action;
import org.smtpward.policy.RuleMatch;
import org.smtpward.session.MessageReport;
import org.smtpward.session.MessageResult;

/**
 * Turns an event into one line of JSON with the field names of the Elastic Common Schema. {@code docs/events.md} explains
 * the fields; a test holds the two together. ASCII only, whatever is in it.
 */
final class EcsWriter implements EventWriter {
    private static final String ECS_VERSION = "8.17.0";
    private static final String CVE = "CVE-";

    private final JsonFactory json =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private final Observer observer;

    EcsWriter(Observer observer) {
        this.observer = observer;
    }

    @Override
    public byte[] line(Event event) {
        var line = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("@timestamp", EventTime.of(event.at()));
            writeEcs(out);
            switch (event) {
                case RuleEvent rule -> write(out, rule);
                case MessageEvent message -> write(out, message);
            }
            out.writeEndObject();
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return line.toByteArray();
    }

    private void write(JsonGenerator out, RuleEvent event) throws IOException {
        writeEvent(out, event.match());
        writeRule(out, event.match());
        writeSource(out, event.clientAddress(), event.clientPort());
        writeObserver(out);
        writeNetwork(out);
        writeTls(out, event);
        writeOurs(out, event);
    }

    private void write(JsonGenerator out, MessageEvent event) throws IOException {
        writeEvent(out, event.message());
        writeSource(out, event.clientAddress(), event.clientPort());
        writeObserver(out);
        writeNetwork(out);
        if (event.tlsVersion().isPresent()) {
            out.writeObjectFieldStart("tls");
            writeTlsVersion(out, event.tlsVersion().get());
            out.writeEndObject();
        }
        if (event.message().queueId().isPresent()) {
            out.writeObjectFieldStart("email");
            out.writeStringField("local_id", event.message().queueId().get());
            out.writeEndObject();
        }
        writeOurs(out, event);
    }

    private static void writeEcs(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("ecs");
        out.writeStringField("version", ECS_VERSION);
        out.writeEndObject();
    }

    private static void writeEvent(JsonGenerator out, RuleMatch match) throws IOException {
        out.writeObjectFieldStart("event");
        out.writeStringField("kind", "alert");
        writeArray(out, "category", "network", "intrusion_detection");
        writeArray(out, "type", match.action() == Action.BLOCK ? "denied" : "allowed");
        out.writeStringField("action", ActionWord.of(match.action()));
        out.writeStringField("outcome", outcome(match.action()));
        out.writeStringField("reason", match.reason());
        out.writeStringField("dataset", "smtpward.rule");
        out.writeStringField("provider", "smtpward");
        out.writeEndObject();
    }

    private static void writeEvent(JsonGenerator out, MessageReport message) throws IOException {
        out.writeObjectFieldStart("event");
        out.writeStringField("kind", "event");
        writeArray(out, "category", "email");
        writeArray(out, "type", "info");
        out.writeStringField("action", "message");
        out.writeStringField("outcome", outcome(message.result()));
        out.writeStringField("dataset", "smtpward.message");
        out.writeStringField("provider", "smtpward");
        out.writeEndObject();
    }

    private static String outcome(MessageResult result) {
        return switch (result) {
            case ACCEPTED -> "success";
            case REFUSED -> "failure";
            case UNFINISHED -> "unknown";
        };
    }

    /** As whoever reports sees it: blocking what is to be blocked is a success. What only was watched may do anything. */
    private static String outcome(Action action) {
        return switch (action) {
            case BLOCK, REWRITE -> "success";
            case MONITOR, EXEMPT -> "unknown";
        };
    }

    private static void writeRule(JsonGenerator out, RuleMatch match) throws IOException {
        String advisory = match.rule().advisory();
        boolean cve = advisory.startsWith(CVE);
        out.writeObjectFieldStart("rule");
        out.writeStringField("id", match.rule().label());
        if (!cve) {
            out.writeStringField("reference", advisory);
        }
        out.writeEndObject();
        if (cve) {
            out.writeObjectFieldStart("vulnerability");
            out.writeStringField("id", advisory);
            out.writeEndObject();
        }
    }

    private static void writeSource(JsonGenerator out, String address, int port) throws IOException {
        out.writeObjectFieldStart("source");
        out.writeStringField("ip", address);
        out.writeNumberField("port", port);
        out.writeEndObject();
    }

    private void writeObserver(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("observer");
        out.writeStringField("name", observer.name());
        out.writeStringField("type", "proxy");
        out.writeStringField("product", "smtpward");
        out.writeStringField("version", observer.version());
        out.writeEndObject();
    }

    private static void writeNetwork(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("network");
        out.writeStringField("protocol", "smtp");
        out.writeStringField("transport", "tcp");
        out.writeEndObject();
    }

    private static void writeTls(JsonGenerator out, RuleEvent event) throws IOException {
        if (event.tlsVersion().isEmpty() && event.serverName().isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("tls");
        if (event.tlsVersion().isPresent()) {
            writeTlsVersion(out, event.tlsVersion().get());
        }
        if (event.serverName().isPresent() || event.verifiedClient().isPresent()) {
            out.writeObjectFieldStart("client");
            if (event.serverName().isPresent()) {
                out.writeStringField("server_name", event.serverName().get());
            }
            if (event.verifiedClient().isPresent()) {
                out.writeStringField("subject", event.verifiedClient().get());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void writeTlsVersion(JsonGenerator out, String version) throws IOException {
        out.writeStringField("version", version);
        out.writeStringField("version_protocol", "tls");
    }

    private static void writeOurs(JsonGenerator out, MessageEvent event) throws IOException {
        out.writeObjectFieldStart("smtpward");
        out.writeStringField("session", event.session());
        out.writeStringField("listener", event.listener());
        out.writeStringField("result", event.message().result().label());
        if (event.message().code().isPresent()) {
            out.writeNumberField("code", event.message().code().getAsInt());
        }
        out.writeNumberField("octets", event.message().octets());
        out.writeEndObject();
    }

    private static void writeOurs(JsonGenerator out, RuleEvent event) throws IOException {
        out.writeObjectFieldStart("smtpward");
        out.writeStringField("session", event.session());
        out.writeStringField("listener", event.listener());
        out.writeStringField("phase", event.match().phase().label());
        if (!event.match().preview().isEmpty()) {
            out.writeStringField("preview", event.match().preview());
        }
        if (!event.alpn().isEmpty()) {
            writeArray(out, "alpn", event.alpn().toArray(String[]::new));
        }
        out.writeEndObject();
    }

    private static void writeArray(JsonGenerator out, String name, String... values) throws IOException {
        out.writeArrayFieldStart(name);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }
}
