package org.smtpward.monitoring;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The dashboard for Grafana, taken apart: what a test asks of it. */
public record Dashboard(JsonObject json) {
    private static final Path FILE = Path.of("monitoring/grafana/smtpward.json");

    /** A query of a panel. */
    public record Target(String panel, JsonObject json) {
        public String expression() {
            return json.getString("expr");
        }

        /** As Grafana sends it for everything in the last {@code range}, read in steps for which {@code rateInterval} fits. */
        public String expression(String range, String rateInterval) {
            return expression()
                    .replace("$__range", range)
                    .replace("$__rate_interval", rateInterval)
                    .replace("$job", ".+")
                    .replace("$instance", ".+");
        }
    }

    public static Dashboard read() {
        try {
            return new Dashboard(new JsonObject(Files.readString(FILE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonObject> variables() {
        return objects(json.getJsonObject("templating").getJsonArray("list")).toList();
    }

    JsonObject variable(String name) {
        return variables().stream()
                .filter(variable -> variable.getString("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no variable " + name));
    }

    /** Those that show something: rows only sort them. */
    List<JsonObject> panels() {
        return objects(json.getJsonArray("panels"))
                .filter(panel -> !panel.getString("type").equals("row"))
                .toList();
    }

    public List<Target> targets() {
        return panels().stream()
                .flatMap(panel -> objects(panel.getJsonArray("targets"))
                        .map(target -> new Target(panel.getString("title"), target)))
                .toList();
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }
}
