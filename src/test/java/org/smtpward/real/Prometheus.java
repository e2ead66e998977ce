package org.smtpward.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.smtpward.lab.FreePort;

/** A real Prometheus on this machine, with our rules, which scrapes one smtpward four times a second. */
final class Prometheus implements AutoCloseable {
    static final Path RULES =
            Path.of("monitoring/prometheus/smtpward.rules.yaml").toAbsolutePath();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one that keeps everything in {@code directory}; it answers when this returns. */
    static Prometheus start(Path directory, int adminPort) throws IOException {
        Path configuration = Files.writeString(directory.resolve("prometheus.yml"), """
                global: { scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 500ms }
                rule_files: [ "%s" ]
                scrape_configs:
                  - job_name: smtpward
                    static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
                """.formatted(RULES, adminPort));
        Path output = directory.resolve("prometheus.out");
        int port = FreePort.choose();
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        var prometheus = new Prometheus(process, port);
        Until.soon(() -> prometheus.isReady() || !process.isAlive(), () -> "Prometheus");
        if (!process.isAlive()) {
            throw new AssertionError("Prometheus ended: " + Files.readString(output));
        }
        return prometheus;
    }

    /** The value of each series that {@code expression} has now; none where there is no number. */
    List<Double> values(String expression) {
        JsonObject answer = new JsonObject(get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8))
                .body());
        if (!"success".equals(answer.getString("status"))) {
            throw new AssertionError(expression + ": " + answer.encode());
        }
        JsonArray result = answer.getJsonObject("data").getJsonArray("result");
        return result.stream()
                .map(series -> ((JsonObject) series).getJsonArray("value").getString(1))
                .map(Double::valueOf)
                .filter(value -> !value.isNaN())
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Until.soon(() -> !process.isAlive(), () -> "Prometheus' end");
        http.close();
    }

    private boolean isReady() {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
