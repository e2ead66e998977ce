package org.smtpward.admin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.admin.Access.Kind;
import org.smtpward.admin.Access.Refusal;
import org.smtpward.admin.Access.Visitor;
import org.smtpward.metrics.Scrape;

/** Answers operators and their machines by HTTP. Nothing can be changed through it. */
public final class AdminServer {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final String PATHS = """
            smtpward. There is:
            /         the status page
            /status   the same as plain text
            /metrics  for Prometheus
            /livez    200 while the process works
            /readyz   200 while it takes mail, with what should be looked at all the same; else 503 and why not
            """;

    /** Soon enough to be called live, seldom enough to be read. */
    private static final Duration TICK = Duration.ofMillis(500);

    /** Connections beside those of pages that are open: Prometheus, probes, pages that are being loaded. */
    private static final int OTHERS = 100;

    /** Apart from mail: whoever floods this side stands in nobody's way there. */
    private final Vertx vertx;

    private final Endpoint endpoint;
    private final Sources sources;
    private final Access access;
    private final HttpServer server;
    private final LiveStream stream;
    /** The one event loop that all of this runs on. */
    private final Context loop;
    /** One thread: whoever floods us with requests for metrics gets that much of the machine and no more. */
    private final WorkerExecutor scraper;

    private long ticking;
    /** The event loop's own. */
    private int connections;

    /** A server that does not listen yet, with listening sockets of Vert.x's choice. */
    public AdminServer(Endpoint endpoint, Sources sources) {
        this(Vertx.vertx(options().setPreferNativeTransport(true)), endpoint, sources);
    }

    /**
     * A server that does not listen yet.
     *
     * @param vertx its own, with {@link #options}; closed by {@link #stop}
     */
    public AdminServer(Vertx vertx, Endpoint endpoint, Sources sources) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.sources = sources;
        this.access = new Access(endpoint.password(), endpoint.metricsOpen(), endpoint.hostname());
        this.loop = vertx.getOrCreateContext();
        this.stream = new LiveStream(sources, endpoint.watchers());
        var options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setIdleTimeout(60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        endpoint.certificate().ifPresent(certificate -> options.setSsl(true).setKeyCertOptions(pem(certificate)));
        this.server = vertx.createHttpServer(options);
        this.scraper = vertx.createSharedWorkerExecutor("smtpward-admin", 1);
    }

    /** One event loop is enough. */
    public static VertxOptions options() {
        return new VertxOptions().setEventLoopPoolSize(1);
    }

    /** Listens; the port is the one that it got. Fails if there is none to be had. */
    public Future<Integer> start() {
        server.requestHandler(this::onRequest);
        server.connectionHandler(this::onConnection);
        Promise<Integer> listening = Promise.promise();
        loop.runOnContext(run -> {
            ticking = vertx.setPeriodic(TICK.toMillis(), tick -> tick());
            server.listen(endpoint.port(), endpoint.host())
                    .map(HttpServer::actualPort)
                    .onComplete(listening);
        });
        return listening.future();
    }

    /** Takes another certificate for connections to come. Fails if it is none, and keeps the one before. */
    public Future<Boolean> renew(Endpoint.Certificate certificate) {
        return server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(pem(certificate)));
    }

    /** Stops listening; an answer that is under way has a second to get out. */
    public Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        loop.runOnContext(run -> {
            vertx.cancelTimer(ticking);
            stream.close();
            server.shutdown(1, TimeUnit.SECONDS).eventually(scraper::close).onComplete(stopped);
        });
        return stopped.future().eventually(vertx::close);
    }

    private void tick() {
        try {
            stream.tick();
        } catch (RuntimeException e) {
            LOG.error("event=admin-page result=failed", e);
        }
    }

    /** Each takes a descriptor, of which mail needs some, too. */
    private void onConnection(HttpConnection connection) {
        connections++;
        connection.closeHandler(closed -> connections--);
        if (connections > endpoint.watchers() + OTHERS) {
            connection.close();
        }
    }

    private void onRequest(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            Answers.send(request, 405, Answers.TEXT, "Only GET and HEAD.\n");
            return;
        }
        String path = Objects.requireNonNullElse(request.path(), "");
        try {
            switch (path) {
                case "/livez" -> Answers.send(request, 200, Answers.TEXT, "ok\n");
                case "/readyz" -> answerReadiness(request);
                case "/metrics" -> guarded(request, Kind.METRICS, () -> answerScrape(request));
                case "/status" -> guarded(request, Kind.PAGE, () -> answerStatus(request));
                case "/config" -> guarded(request, Kind.CONTENT, () -> answerConfiguration(request));
                case "/stream" -> guarded(request, Kind.CONTENT, () -> answerStream(request));
                default -> answerFile(request, path);
            }
        } catch (RuntimeException e) {
            answerFailure(request, e);
        }
    }

    private void guarded(HttpServerRequest request, Kind kind, Runnable answer) {
        Optional<Refusal> refusal = access.refusal(kind, visitor(request));
        if (refusal.isEmpty()) {
            answer.run();
            return;
        }
        if (refusal.get().status() == 401) {
            request.response().putHeader("WWW-Authenticate", "Basic realm=\"smtpward\", charset=\"UTF-8\"");
        }
        Answers.send(
                request, refusal.get().status(), Answers.TEXT, refusal.get().text());
    }

    private static Visitor visitor(HttpServerRequest request) {
        List<String> written = request.headers().getAll(HttpHeaders.HOST);
        Optional<String> host = written.size() > 1
                ? Optional.empty()
                : Optional.ofNullable(request.authority()).map(HostAndPort::host);
        return new Visitor(
                request.remoteAddress().hostAddress(),
                // One that cannot be read, or is one of several, is nobody's.
                host.or(() -> written.isEmpty() ? Optional.empty() : Optional.of(String.join(",", written))),
                Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION)),
                Optional.ofNullable(request.getHeader("Sec-Fetch-Site")),
                Access.FORWARDED.stream().anyMatch(request.headers()::contains));
    }

    private void answerFile(HttpServerRequest request, String path) {
        Optional<PageFile> file = PageFile.at(path);
        if (file.isEmpty()) {
            Answers.send(request, 404, Answers.TEXT, PATHS);
            return;
        }
        guarded(
                request,
                Kind.PAGE,
                () -> Answers.send(
                        request, 200, file.get().contentType(), file.get().content()));
    }

    private void answerStatus(HttpServerRequest request) {
        Answers.send(
                request, 200, Answers.TEXT, PlainStatus.of(sources.overview().get(), sources.matches()));
    }

    private void answerConfiguration(HttpServerRequest request) {
        Answers.send(
                request,
                200,
                Answers.JSON,
                PageJson.configuration(sources.configuration().get()).encode());
    }

    private void answerStream(HttpServerRequest request) {
        if (stream.isFull()) {
            Answers.send(
                    request,
                    503,
                    Answers.TEXT,
                    "%d pages are open already, and admin.watchers lets no more in.\n".formatted(endpoint.watchers()));
        } else if (request.method().equals(HttpMethod.HEAD)) {
            Answers.send(request, 200, Answers.EVENTS, "");
        } else {
            stream.add(Answers.head(request.response(), 200, Answers.EVENTS));
        }
    }

    private void answerScrape(HttpServerRequest request) {
        String accept = Objects.requireNonNullElse(request.getHeader(HttpHeaders.ACCEPT), "");
        scraper.executeBlocking(() -> sources.meters().scrape(accept), false)
                .onSuccess(scrape -> answer(request, scrape))
                .onFailure(e -> answerFailure(request, e));
    }

    private void answerReadiness(HttpServerRequest request) {
        List<String> found = sources.problems().get();
        String noted = sources.warnings().get().stream()
                .map(warning -> "warning: " + warning + '\n')
                .collect(Collectors.joining());
        if (found.isEmpty()) {
            Answers.send(request, 200, Answers.TEXT, "ok\n" + noted);
        } else {
            Answers.send(request, 503, Answers.TEXT, String.join("\n", found) + '\n' + noted);
        }
    }

    private static void answer(HttpServerRequest request, Scrape scrape) {
        Answers.send(request, 200, scrape.contentType(), scrape.body());
    }

    private static void answerFailure(HttpServerRequest request, Throwable failure) {
        LOG.error("event=admin-request result=failed path={}", request.path(), failure);
        Answers.send(request, 500, Answers.TEXT, "Internal error; the log has it.\n");
    }

    private static PemKeyCertOptions pem(Endpoint.Certificate certificate) {
        return new PemKeyCertOptions().addCertValue(certificate.chain()).addKeyValue(certificate.key());
    }
}
