package org.smtpward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.real.Until;

/** {@code limits.tls-handshakes} over real sockets: one place, for all listeners together. */
class ProxyHandshakesTest {
    private static final String TURNED_AWAY =
            "smtpward_tls_handshakes_total{result=\"too-many\",side=\"client\",version=\"none\"} ";

    @TempDir
    private Path directory;

    private StandIn backend;
    private Proxy proxy;

    @BeforeEach
    void start() throws Exception {
        backend = StandIn.start();
        var certificate = ThrowAwayCertificate.create(directory);
        String text = """
                smtpward {
                  listeners = [
                    { name = smtp, address = "127.0.0.1:0", tls = starttls }
                    { name = implicit, address = "127.0.0.1:0", tls = implicit }
                  ]
                  backend { address = "127.0.0.1:%d", tls = never }
                  tls.certificates = [ { chain = "%s", key = "%s" } ]
                  admin.address = "127.0.0.1:0"
                  limits.tls-handshakes = 1
                }
                """.formatted(backend.port(), certificate.chain(), certificate.key());
        proxy = new Proxy(
                new ConfigurationLoader(Map.of()).loadText(text, "test").configuration(), new ByteArrayOutputStream());
        proxy.start();
    }

    @AfterEach
    void stop() {
        proxy.close();
        backend.close();
    }

    @Test
    void oneMoreStaysInTheClearUntilThePlaceIsFree() throws Exception {
        try (TlsClient first = greeted();
                TlsClient second = greeted()) {
            assertThat(first.ask("STARTTLS")).startsWith("220 2.0.0");
            assertThat(second.ask("STARTTLS")).isEqualTo("454 4.7.0 STARTTLS temporarily not possible.");
            assertThat(second.ask("NOOP")).startsWith("250");
            assertThat(metrics()).contains(TURNED_AWAY + "1.0");
            first.handshake(Optional.empty());
            assertThat(first.ask("EHLO client.example")).startsWith("250");
            assertThat(second.ask("STARTTLS")).startsWith("220 2.0.0");
            second.handshake(Optional.empty());
            assertThat(second.ask("EHLO client.example")).startsWith("250");
        }
    }

    @Test
    void oneMoreWithImplicitTlsIsClosed() throws Exception {
        try (TlsClient first = greeted()) {
            assertThat(first.ask("STARTTLS")).startsWith("220 2.0.0");
            try (TlsClient second = TlsClient.connect(proxy.port("implicit"))) {
                assertThat(second.isAtEnd()).isTrue();
            }
            first.handshake(Optional.empty());
            assertThat(first.ask("EHLO client.example")).startsWith("250");
            try (TlsClient second = TlsClient.connect(proxy.port("implicit"))) {
                second.handshake(Optional.empty());
                assertThat(second.reply()).startsWith("220");
            }
        }
        assertThat(metrics()).contains(TURNED_AWAY + "1.0");
        Until.soon(
                () -> metrics().contains("smtpward_sessions_active{listener=\"implicit\"} 0.0"),
                () -> "no session is open");
    }

    /** On either listener, before its handshake is done. */
    @Test
    void aClientThatVanishesGivesItsPlaceBack() throws Exception {
        for (int i = 0; i < 3; i++) {
            TlsClient starttls = greeted();
            assertThat(starttls.ask("STARTTLS")).startsWith("220 2.0.0");
            starttls.close();
            awaitNobody();
            TlsClient implicit = TlsClient.connect(proxy.port("implicit"));
            Until.soon(
                    () -> metrics().contains("smtpward_sessions_active{listener=\"implicit\"} 1.0"),
                    () -> "the session begins");
            implicit.close();
            awaitNobody();
        }
        try (TlsClient next = greeted()) {
            assertThat(next.ask("STARTTLS")).startsWith("220 2.0.0");
            next.handshake(Optional.empty());
        }
    }

    @Test
    void aHandshakeThatFailsGivesItsPlaceBack() throws Exception {
        try (TlsClient first = greeted()) {
            assertThat(first.ask("STARTTLS")).startsWith("220 2.0.0");
            // No ClientHello: an alert comes, and the end.
            first.ask("NOOP, with more than five octets\r\nso that a record's head is complete\r\n");
        } catch (IOException theEnd) {
            // as it should be
        }
        awaitNobody();
        try (TlsClient next = greeted()) {
            assertThat(next.ask("STARTTLS")).startsWith("220 2.0.0");
            next.handshake(Optional.empty());
        }
    }

    private void awaitNobody() {
        Until.soon(
                () -> metrics().contains("smtpward_sessions_active{listener=\"smtp\"} 0.0")
                        && metrics().contains("smtpward_sessions_active{listener=\"implicit\"} 0.0"),
                () -> "no session is open");
    }

    private TlsClient greeted() throws IOException {
        TlsClient client = TlsClient.connect(proxy.port("smtp"));
        assertThat(client.reply()).startsWith("220 ");
        return client;
    }

    private String metrics() {
        URI uri = URI.create("http://127.0.0.1:" + proxy.adminPort().orElseThrow() + "/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
