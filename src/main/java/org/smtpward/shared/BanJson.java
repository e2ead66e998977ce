package org.smtpward.shared;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Bans as one JSON document, for programs. */
public final class BanJson {
    private BanJson() {}

    /** An array with an object for each. */
    public static String of(List<Ban> bans) {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartArray();
            for (Ban ban : bans) {
                json.writeStartObject();
                json.writeStringField("network", ban.network().toString());
                json.writeStringField("until", ban.until().toString());
                json.writeStringField("made", ban.made().toString());
                json.writeStringField("reason", ban.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
