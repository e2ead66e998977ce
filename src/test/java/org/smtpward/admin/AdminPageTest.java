package org.smtpward.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.EffectiveValue;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.metrics.Meters;

/** The status page over HTTP: what it is made of, who gets it, and over what. */
@Timeout(60)
class AdminPageTest {
    private static final String SECRET = "correct horse battery";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Meters meters = new Meters("1.2.3", "abc");
    private final Samples samples = new Samples();
    private AdminServer server;
    private int port;

    @AfterEach
    void stop() throws Exception {
        done(server.stop());
        done(vertx.close());
        meters.close();
    }

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
            done(server.stop());
            assertThat(new String(page.getInputStream().readAllBytes(), UTF_8)).endsWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void thePasswordOpensWhatItProtects() throws Exception {
        start(protectedBy(Optional.empty()));
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        for (String path : List.of("/", "/status", "/config", "/stream", "/metrics")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(header(answer, "www-authenticate")).isEqualTo("Basic realm=\"smtpward\", charset=\"UTF-8\"");
            assertThat(answer.body()).doesNotContain(SECRET);
        }
        for (String path : List.of("/", "/status", "/config", "/metrics")) {
            assertThat(send(request(path).header("Authorization", credentials()))
                            .statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    void overTlsAndWithANewCertificateAfterARenewal() throws Exception {
        Endpoint.Certificate first = certificate("first");
        start(protectedBy(Optional.of(first)));
        assertThat(served()).isEqualTo(first.chain().toString(UTF_8));
        Endpoint.Certificate second = certificate("second");
        done(server.renew(second));
        assertThat(served()).isEqualTo(second.chain().toString(UTF_8));
        assertThat(raw("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .doesNotStartWith("HTTP");
    }

    private Endpoint protectedBy(Optional<Endpoint.Certificate> certificate) {
        return new Endpoint("127.0.0.1", 0, "localhost", Optional.of(Password.of(SECRET)), false, 2, certificate);
    }

    private Endpoint.Certificate certificate(String name) throws IOException {
        var made = ThrowAwayCertificate.create(Files.createDirectory(directory.resolve(name)));
        return new Endpoint.Certificate(
                Buffer.buffer(Files.readAllBytes(made.chain())), Buffer.buffer(Files.readAllBytes(made.key())));
    }

    /** The certificate that a client gets with the page, as PEM. */
    private String served() throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustsAll()}, null);
        var connection = (HttpsURLConnection)
                URI.create("https://127.0.0.1:" + port + "/status").toURL().openConnection();
        connection.setSSLSocketFactory(trusting.getSocketFactory());
        connection.setHostnameVerifier((name, session) -> true);
        connection.setRequestProperty("Authorization", credentials());
        connection.setRequestProperty("Connection", "close");
        try (InputStream in = connection.getInputStream()) {
            assertThat(new String(in.readAllBytes(), UTF_8)).contains("Protecting");
            byte[] leaf = connection.getServerCertificates()[0].getEncoded();
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(leaf)
                    + "\n-----END CERTIFICATE-----\n";
        } finally {
            connection.disconnect();
        }
    }

    private void start(Endpoint endpoint) throws Exception {
        server = new AdminServer(vertx, endpoint, samples.sources(meters));
        port = done(server.start());
    }

    /** An open page: its head has come. */
    private Socket watch() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat((char) socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    private String raw(String octets) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String credentials() {
        return "Basic " + Base64.getEncoder().encodeToString(("admin:" + SECRET).getBytes(UTF_8));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Which certificate it is, is what is looked at. */
    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
