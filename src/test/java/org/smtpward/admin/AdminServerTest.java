package org.smtpward.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class AdminServerTest extends AdminOverHttp {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void start() throws Exception {
        log.start();
        rootLogger().addAppender(log);
        start(Endpoint.local(0, 2));
    }

    @AfterEach
    void detach() {
        rootLogger().detachAppender(log);
    }

    @Test
    void metricsAsTextByDefault() throws Exception {
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body())
                .contains("smtpward_build_info{")
                .contains("smtpward_rule_matches_total{")
                .doesNotContain("# EOF");
    }

    @Test
    void metricsAsOpenMetricsOnRequest() throws Exception {
        HttpResponse<String> answer =
                send(request("/metrics").header("Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1"));
        assertThat(header(answer, "content-type")).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(answer.body()).endsWith("# EOF\n");
    }

    @Test
    void alive() throws Exception {
        HttpResponse<String> answer = get("/livez");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok\n");
    }

    @Test
    void readyWhileThereIsNoProblem() throws Exception {
        HttpResponse<String> answer = get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok\n");
    }

    @Test
    void notReadyAndWhy() throws Exception {
        samples.problems.set(() -> List.of("backend 127.0.0.1:2525 cannot be reached", "being stopped"));
        HttpResponse<String> answer = get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("backend 127.0.0.1:2525 cannot be reached\nbeing stopped\n");
        assertThat(get("/livez").statusCode()).isEqualTo(200);

        samples.problems.set(List::of);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    /** Else a cluster would take a gateway that works out of service. */
    @Test
    void aWarningIsToldAndChangesNothing() throws Exception {
        samples.warnings.set(List.of("the last reload was refused", "CN=mx expires in 3 days"));
        String told = "warning: the last reload was refused\nwarning: CN=mx expires in 3 days\n";
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).isEqualTo("ok\n" + told);
        samples.problems.set(() -> List.of("stopping"));
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("stopping\n" + told);
    }

    @Test
    void aBugOfOursIsAnErrorWithoutDetail() throws Exception {
        samples.problems.set(() -> {
            throw new IllegalStateException("secret");
        });
        var own = (Logger) LoggerFactory.getLogger(AdminServer.class);
        own.setAdditive(false);
        own.addAppender(log);
        try {
            HttpResponse<String> answer = get("/readyz");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("secret");
            assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR);
        } finally {
            own.detachAppender(log);
            own.setAdditive(true);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/index.html",
                "/page.html",
                "/PAGE.CSS",
                "/page.css/",
                "/org/smtpward/admin/page.css",
                "/metrics/",
                "/metricsx",
                "/%2e%2e/etc/passwd",
                "//livez"
            })
    void anyOtherPathTellsWhatThereIs(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(header(answer, "content-type")).startsWith("text/plain");
        assertThat(answer.body()).contains("/metrics", "/livez", "/readyz").doesNotContain("passwd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "?", "#", "x", "http:", "http://x/y", "//"})
    void whatIsNoPathIsAnyOther(String target) throws Exception {
        assertThat(sendRaw("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
    }

    static Stream<String> paths() {
        return Stream.of(
                "/metrics",
                "/livez",
                "/readyz",
                "/",
                "/status",
                "/config",
                "/page.css",
                "/page.js",
                "/icon.svg",
                "/none");
    }

    @ParameterizedTest
    @MethodSource("paths")
    void headIsGetWithoutABody(String path) throws Exception {
        HttpResponse<String> head = send(request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(get(path).statusCode());
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"})
    void nothingCanBeChangedHere(String method) throws Exception {
        HttpResponse<String> answer =
                send(request("/metrics").method(method, HttpRequest.BodyPublishers.ofString("x")));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @MethodSource("paths")
    void browsersMayNeitherGuessNorKeepNorFrameIt(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        assertThat(header(answer, "content-security-policy")).startsWith("default-src 'none'");
    }

    /** Scanners find the port sooner or later: no warning, no stack trace, and the next request is answered. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish\r\n\r\n",
                "GET /livez\r\n\r\n",
                "GET /livez HTTP/9.9\r\n\r\n",
                "GET \u0000 HTTP/1.1\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /livez HTTP/1.1\r\nno colon\r\n\r\n",
                "GET /livez HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "EHLO client.example\r\nQUIT\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
            })
    void rubbishIsNoTrouble(String rubbish) throws Exception {
        sendRaw(rubbish);
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(log.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .isEmpty();
    }

    @Test
    void aHeaderWithoutEndIsCutOff() throws Exception {
        sendRaw("GET /" + "x".repeat(100_000));
        sendRaw("GET /livez HTTP/1.1\r\nX: " + "x".repeat(100_000));
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(log.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .isEmpty();
    }

    @Test
    void aClientThatResetsIsNoTrouble() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream()
                        .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.setSoLinger(true, 0);
            }
        }
        // Scraped after all the others.
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
        assertThat(log.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .isEmpty();
    }

    /** They take descriptors, which mail needs too: two pages, and a hundred others. */
    @Test
    void connectionsAreNotUnlimited() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 102; i++) {
                open.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            for (Socket one : open) {
                one.setSoTimeout(20_000);
                one.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
                assertThat(one.getInputStream().read()).isEqualTo('H');
            }
            try (var oneMore = new Socket(InetAddress.getLoopbackAddress(), port)) {
                oneMore.setSoTimeout(20_000);
                assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket one : open) {
                one.close();
            }
        }
    }

    @Test
    void aPortThatIsTakenFailsTheStart() throws Exception {
        Future<Integer> start = new AdminServer(Endpoint.local(port, 2), samples.sources(meters)).start();
        assertThat(start.toCompletionStage().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("Address already in use");
    }

    /** Sends octets, then reads until the server closes; a reset is an answer, too. */
    private String sendRaw(String octets) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (SocketException e) {
                return "";
            }
        }
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
