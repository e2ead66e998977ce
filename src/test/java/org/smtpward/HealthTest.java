package org.smtpward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.StandIn;
import org.smtpward.events.LoggedLines;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Wish;

/** What a running proxy tells about itself; a reload that was refused is in {@link ProxyReloadTest}. */
class HealthTest {
    @TempDir
    private Path directory;

    @Test
    void aCertificateThatIsAboutToExpireIsToldInTheLogAndWhereReadinessIsAsked() throws Exception {
        var issued = Authority.root("CN=root")
                .issue("CN=mx.example", Wish.ec("mx.example").lasting(Duration.ofDays(3)))
                .write(directory, "tls");
        try (StandIn backend = StandIn.start();
                var lines = new LoggedLines("org.smtpward.Health");
                var proxy = new Proxy(
                        new ConfigurationLoader(Map.of())
                                .loadText("""
                                smtpward {
                                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = starttls } ]
                                  backend { address = "127.0.0.1:%d", tls = never }
                                  tls.certificates = [ %s ]
                                  admin.address = "127.0.0.1:0"
                                }
                                """.formatted(backend.port(), issued.hocon()), "test")
                                .configuration(),
                        new ByteArrayOutputStream())) {
            proxy.start();
            assertThat(lines.texts())
                    .singleElement()
                    .asString()
                    .startsWith("event=certificate-expiry why=\"CN=mx.example expires in 2 days, on ");
            HttpResponse<String> readiness = readiness(proxy);
            assertThat(readiness.statusCode()).isEqualTo(200);
            assertThat(readiness.body()).startsWith("ok\nwarning: CN=mx.example expires in 2 days, on ");
        }
    }

    /** Mail is taken, so it is a warning. */
    @Test
    void aRedisThatIsAwayIsToldWhereReadinessIsAsked() throws Exception {
        try (StandIn backend = StandIn.start();
                var lines = new LoggedLines("org.smtpward.shared");
                var proxy = new Proxy(
                        new ConfigurationLoader(Map.of())
                                .loadText("""
                                smtpward {
                                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = off } ]
                                  backend { address = "127.0.0.1:%d", tls = never }
                                  shared.redis.address = "redis://127.0.0.1:1"
                                  admin.address = "127.0.0.1:0"
                                }
                                """.formatted(backend.port()), "test")
                                .configuration(),
                        new ByteArrayOutputStream())) {
            proxy.start();
            assertThat(lines.texts())
                    .singleElement()
                    .asString()
                    .startsWith("event=redis result=away address=redis://127.0.0.1:1 hint=");
            HttpResponse<String> readiness = readiness(proxy);
            assertThat(readiness.statusCode()).isEqualTo(200);
            assertThat(readiness.body()).isEqualTo("""
                    ok
                    warning: Redis does not answer: limits count on this node alone, and new bans do not arrive
                    """);
        }
    }

    private static HttpResponse<String> readiness(Proxy proxy) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + proxy.adminPort().orElseThrow() + "/readyz");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
