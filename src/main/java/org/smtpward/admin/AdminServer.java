package org.smtpward.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.metrics.Meters;
import org.smtpward.metrics.Scrape;

/** Answers operators and their machines by HTTP. */
public final class AdminServer {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PATHS = """
            smtpward. There is:
            /metrics  for Prometheus
            /livez    200 while the process works
            /readyz   200 while it takes mail, with what should be looked at all the same; else 503 and why not
            """;

    private final String host;
    private final int port;
    private final Meters meters;
    private final Supplier<List<String>> problems;
    private final Supplier<List<String>> warnings;
    private final HttpServer server;
    /** One thread: whoever floods us with requests for metrics gets that much of the machine and no more. */
    private final WorkerExecutor scraper;

    /**
     * A server that does not listen yet.
     *
     * @param port 0 for any free one
     * @param problems why no mail is taken at the moment, one short text each; empty when all is well. Called on an event
     *     loop, so it must not block
     * @param warnings what should be looked at although mail is taken; likewise
     */
    public AdminServer(
            Vertx vertx,
            String host,
            int port,
            Meters meters,
            Supplier<List<String>> problems,
            Supplier<List<String>> warnings) {
        this.host = host;
        this.port = port;
        this.meters = meters;
        this.problems = problems;
        this.warnings = warnings;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
        this.scraper = vertx.createSharedWorkerExecutor("smtpward-admin", 1);
    }

    /** Listens; the port is the one that it got. Fails if there is none to be had. */
    public Future<Integer> start() {
        server.requestHandler(this::onRequest);
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    /** Stops listening; an answer that is under way has a second to get out. */
    public Future<Void> stop() {
        return server.shutdown(1, TimeUnit.SECONDS).eventually(scraper::close);
    }

    private void onRequest(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            answer(request, 405, TEXT, "Only GET and HEAD.\n");
            return;
        }
        switch (Objects.requireNonNullElse(request.path(), "")) {
            case "/metrics" -> answerScrape(request);
            case "/livez" -> answer(request, 200, TEXT, "ok\n");
            case "/readyz" -> answerReadiness(request);
            default -> answer(request, 404, TEXT, PATHS);
        }
    }

    private void answerScrape(HttpServerRequest request) {
        String accept = Objects.requireNonNullElse(request.getHeader(HttpHeaders.ACCEPT), "");
        scraper.executeBlocking(() -> meters.scrape(accept), false)
                .onSuccess(scrape -> answer(request, 200, scrape))
                .onFailure(e -> answerFailure(request, e));
    }

    private void answerReadiness(HttpServerRequest request) {
        List<String> found;
        String noted;
        try {
            found = problems.get();
            noted = warnings.get().stream()
                    .map(warning -> "warning: " + warning + '\n')
                    .collect(Collectors.joining());
        } catch (RuntimeException e) {
            answerFailure(request, e);
            return;
        }
        if (found.isEmpty()) {
            answer(request, 200, TEXT, "ok\n" + noted);
        } else {
            answer(request, 503, TEXT, String.join("\n", found) + '\n' + noted);
        }
    }

    private static void answerFailure(HttpServerRequest request, Throwable failure) {
        LOG.error("event=admin-request result=failed path={}", request.path(), failure);
        answer(request, 500, TEXT, "Internal error; the log has it.\n");
    }

    private static void answer(HttpServerRequest request, int status, Scrape scrape) {
        answer(request, status, scrape.contentType(), scrape.body());
    }

    private static void answer(HttpServerRequest request, int status, String contentType, String body) {
        var response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .end(body);
    }
}
