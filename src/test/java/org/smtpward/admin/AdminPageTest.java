package org.smtpward.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.EffectiveValue;

/** The status page over HTTP: what it is made of, and who gets it without a password. */
class AdminPageTest extends AdminOverHttp {
    @ParameterizedTest
    @CsvSource(textBlock = """
            /,         text/html; charset=utf-8
            /?x=1,     text/html; charset=utf-8
            /page.css, text/css; charset=utf-8
            /page.js,  text/javascript; charset=utf-8
            /icon.svg, image/svg+xml
            /status,   text/plain; charset=utf-8
            /config,   application/json
            """)
    void whatThePageIsMadeOf(String path, String contentType) throws Exception {
        start(Endpoint.local(0, 2));
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-type")).isEqualTo(contentType);
        assertThat(header(answer, "content-security-policy"))
                .isEqualTo(
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(header(answer, "x-frame-options")).isEqualTo("DENY");
        assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
        assertThat(header(answer, "cross-origin-resource-policy")).isEqualTo("same-origin");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void theSameAsPlainText() throws Exception {
        start(Endpoint.local(0, 2));
        assertThat(get("/status").body()).contains("none since the start");
        samples.happens(Samples.blocked("GET /x HTTP/1.1"));
        samples.state.set(new State(
                State.Level.BAD,
                "The backend 10.0.0.5:25 does not answer",
                Optional.of(Instant.parse("2026-03-04T12:03:59Z")),
                List.of("clients get 421"),
                List.of("CN=mx expires in 3 days")));
        assertThat(get("/status").body())
                .startsWith("""
                        The backend 10.0.0.5:25 does not answer since 12:03:59 UTC · clients get 421
                        ! CN=mx expires in 3 days

                        Open sessions: smtp 11, submission 3
                        Mails that the backend has taken: 12345

                        """)
                .contains("foreign-protocol     enforce             1              0            0         0\n")
                .endsWith("05:06:07 UTC  blocked        192.0.2.7  looks like an HTTP request (foreign-protocol)"
                        + "  GET /x HTTP/1.1\n");
    }

    @Test
    void theConfigurationWithOrigins() throws Exception {
        start(Endpoint.local(0, 2));
        assertThat(get("/config").body()).isEqualTo("[]");
        samples.values.set(List.of(new EffectiveValue("smtpward.limits.drain", "\"30s\"", "reference.conf")));
        assertThat(new JsonArray(get("/config").body()).getJsonObject(0).encode())
                .isEqualTo("{\"key\":\"smtpward.limits.drain\",\"value\":\"\\\"30s\\\"\","
                        + "\"origin\":\"reference.conf\",\"default\":true}");
    }

    @ParameterizedTest
    @CsvSource({
        "/, 403",
        "/status, 403",
        "/config, 403",
        "/stream, 403",
        "/page.js, 403",
        "/metrics, 200",
        "/livez, 200"
    })
    void aStrangersNameForThisMachineGetsNoPage(String path, int status) throws Exception {
        start(Endpoint.local(0, 2));
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: attacker.example:" + port + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
        assertThat(raw("HEAD " + path + " HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @CsvSource({"localhost", "LocalHost:9", "127.0.0.1:9125", "[::1]", "[::1]:9125", "192.0.2.1"})
    void thisMachineHasManyNames(String host) throws Exception {
        start(Endpoint.local(0, 2));
        assertThat(raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(raw("GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200 ");
    }

    /** Two hosts in one head, or one that is none, are nobody's. */
    @ParameterizedTest
    @CsvSource({
        "'Host: localhost\r\nHost: attacker.example'",
        "'Host: attacker.example\r\nHost: localhost'",
        "Host: [x",
        "Host: a@localhost:1",
        "'Host: localhost, x'"
    })
    void aHostThatCannotBeReadGetsNoPage(String host) throws Exception {
        start(Endpoint.local(0, 2));
        assertThat(raw("GET / HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n"))
                .doesNotStartWith("HTTP/1.1 200");
    }

    @Test
    void onePageMoreThanTheLimitIsTurnedAway() throws Exception {
        start(Endpoint.local(0, 2));
        try (Socket first = watch();
                Socket second = watch()) {
            assertThat(get("/stream").statusCode()).isEqualTo(503);
            assertThat(get("/stream").body())
                    .isEqualTo("2 pages are open already, and admin.watchers lets no more in.\n");
            assertThat(first.isClosed() || second.isClosed()).isFalse();
        }
    }

    /** Else what is noted from one look to the next would need locks. */
    @Test
    void allOfItRunsOnOneEventLoop() throws Exception {
        start(Endpoint.local(0, 20));
        for (int i = 0; i < 10; i++) {
            // Each has a connection of its own.
            assertThat(get("/status").statusCode()).isEqualTo(200);
        }
        try (Socket page = watch();
                Socket other = watch()) {
            assertThat(page.getPort()).isEqualTo(other.getPort());
            assertThat(samples.threads).hasSize(1);
        }
    }

    @Test
    void stoppingDoesNotWaitForOpenPages() throws Exception {
        start(Endpoint.local(0, 2));
        try (Socket page = watch()) {
            stopServer();
            assertThat(new String(page.getInputStream().readAllBytes(), UTF_8)).endsWith("\r\n0\r\n\r\n");
        }
    }
}
