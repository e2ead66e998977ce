package org.smtpward.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.Writer;

/** The report for programs: one JSON document. */
public final class JsonReport {
    private JsonReport() {}

    public static void write(Report report, Writer out) throws IOException {
        // What came from the server is ASCII already.
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeStringField("target", report.target().label());
            json.writeStringField("greeting", report.greeting());
            json.writeArrayFieldStart("checks");
            for (Finding finding : report.findings()) {
                write(finding, json);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("sum");
            for (String word : Verdict.WORDS) {
                json.writeNumberField(word, report.count(word));
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        out.write('\n');
        out.flush();
    }

    private static void write(Finding finding, JsonGenerator json) throws IOException {
        Check check = finding.check();
        json.writeStartObject();
        json.writeStringField("id", check.id());
        json.writeStringField("threat", check.threat().label());
        json.writeStringField("name", check.name());
        json.writeStringField("reference", check.reference());
        json.writeStringField("verdict", finding.verdict().word());
        json.writeStringField("why", finding.verdict().why());
        json.writeEndObject();
    }
}
