package org.smtpward;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.real.Until;

/** The wired proxy over real sockets, before the stand-in: listeners, TLS, limits, and what it tells about itself. */
class ProxyTest {
    private static final String GREETING = "220 mail.example.test";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream events = new ByteArrayOutputStream();
    private StandIn backend;
    private Proxy proxy;
    private int probeCommands;

    @BeforeEach
    void startBackend() throws IOException {
        backend = StandIn.start();
    }

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
        backend.close();
    }

    @Test
    void implicitTlsBeginsWithTheHandshakeAndOffersNoStartTls() throws Exception {
        start("");
        try (TlsClient client = TlsClient.connect(proxy.port("implicit"))) {
            SSLSocket tls = client.handshake(Optional.empty());
            assertThat(client.reply()).startsWith(GREETING);
            assertThat(client.ask("EHLO client.example")).startsWith("250").doesNotContain("STARTTLS");
            assertThat(client.ask("QUIT")).startsWith("221");
            assertThat(tls.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void aBrowsersAlpnIsRefusedBeforeImplicitTlsToo() throws Exception {
        start("");
        try (TlsClient client = TlsClient.connect(proxy.port("implicit"))) {
            assertThatThrownBy(() -> client.handshake(Optional.empty(), "h2", "http/1.1"))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("no_application_protocol");
        }
        assertThat(eventsAtTheEnd()).contains("\"id\":\"alpn\"").contains("\"alpn\":[\"h2\",\"http/1.1\"]");
        assertThat(backend.commands()).hasSize(probeCommands);
    }

    @Test
    void plainTextWhereTlsIsDueIsToldByItsProtocol() throws Exception {
        start("");
        try (Socket client = new Socket("127.0.0.1", proxy.port("implicit"))) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            assertThat(client.getInputStream().readAllBytes())
                    .as("an alert would be text for it")
                    .isEmpty();
        }
        assertThat(eventsAtTheEnd()).contains("\"id\":\"foreign-protocol\"").contains("looks like an HTTP request");
        assertThat(backend.commands()).hasSize(probeCommands);
    }

    @Test
    void anUnknownServerNameIsWatchedByDefault() throws Exception {
        start("");
        try (TlsClient client = TlsClient.connect(proxy.port("implicit"))) {
            client.handshake(Optional.of("www.bank.example"));
            assertThat(client.reply()).startsWith(GREETING);
        }
        assertThat(eventsAtTheEnd()).contains("\"id\":\"sni\"").contains("\"action\":\"monitored\"");
    }

    @Test
    void anUnknownServerNameIsRefusedWhenEnforced() throws Exception {
        start("policy.rules.sni.mode = enforce");
        try (TlsClient client = TlsClient.connect(proxy.port("implicit"))) {
            assertThatThrownBy(() -> client.handshake(Optional.of("www.bank.example")))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("unrecognized_name");
        }
        try (TlsClient client = TlsClient.connect(proxy.port("implicit"))) {
            client.handshake(Optional.of("mail.example.test"));
            assertThat(client.reply()).startsWith(GREETING);
        }
    }

    @Test
    void aBlockedRequestLeavesAnEventAndACount() throws Exception {
        start("");
        try (TlsClient client = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(client.reply()).startsWith(GREETING);
            assertThat(client.ask("STARTTLS")).startsWith("220 2.0.0");
            client.handshake(Optional.empty());
            assertThat(client.ask("GET /<script> HTTP/1.1"))
                    .isEqualTo("421 4.7.0 mail.example.test Rejecting open proxy [127.0.0.1]");
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(metrics())
                .contains("smtpward_rule_matches_total{action=\"block\",phase=\"tls\",rule=\"foreign-protocol\"} 1.0")
                .contains("smtpward_tls_handshakes_total{result=\"ok\",side=\"client\",version=\"TLSv1.3\"} 1.0");
        assertThat(eventsAtTheEnd())
                .contains("\"preview\":\"GET /<script> HTTP/1.1\"")
                .contains("\"phase\":\"tls\"");
        assertThat(backend.commands()).hasSize(probeCommands);
    }

    @Test
    void oneConnectionMoreThanTheLimitIsToldToComeAgain() throws Exception {
        start("limits.connections = 1");
        try (TlsClient first = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(first.reply()).startsWith(GREETING);
            try (TlsClient second = TlsClient.connect(proxy.port("smtp"))) {
                assertThat(second.reply()).startsWith("421 4.3.2").contains("Too many connections");
                assertThat(second.isAtEnd()).isTrue();
            }
            assertThat(first.ask("NOOP")).startsWith("250");
        }
    }

    @Test
    void oneConnectionMoreFromAnAddressThanItsLimitIsToldToComeAgain() throws Exception {
        start("limits { connections-per-address = 1, connection-rate = 0, exempt-networks = [] }");
        try (TlsClient first = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(first.reply()).startsWith(GREETING);
            try (TlsClient second = TlsClient.connect(proxy.port("smtp"));
                    TlsClient third = TlsClient.connect(proxy.port("implicit"))) {
                assertThat(second.reply())
                        .matches("421 4\\.7\\.0 \\S+ Too many connections from your address, try again later");
                assertThat(second.isAtEnd()).isTrue();
                assertThat(third.isAtEnd()).isTrue();
            }
            assertThat(first.ask("QUIT")).startsWith("221");
            assertThat(first.isAtEnd()).isTrue();
        }
        Until.soon(
                () -> metrics().contains("smtpward_sessions_active{listener=\"smtp\"} 0.0"),
                () -> "no session is open");
        try (TlsClient next = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(next.reply()).startsWith(GREETING);
        }
        assertThat(metrics())
                .contains("smtpward_connections_total{listener=\"smtp\",result=\"too-many-from-address\"} 1.0")
                .contains("smtpward_connections_total{listener=\"implicit\",result=\"too-many-from-address\"} 1.0")
                .contains("smtpward_connections_total{listener=\"smtp\",result=\"accepted\"} 2.0");
    }

    @Test
    void exemptNetworksHaveNoLimitsOfTheirOwn() throws Exception {
        start("limits { connections-per-address = 1, connection-rate = 1, exempt-networks = [\"127.0.0.0/8\"] }");
        try (TlsClient first = TlsClient.connect(proxy.port("smtp"));
                TlsClient second = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(first.reply()).startsWith(GREETING);
            assertThat(second.reply()).startsWith(GREETING);
        }
    }

    @Test
    void readinessFollowsTheBackend() throws Exception {
        start("");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        backend.close();
        try (TlsClient client = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(client.reply()).startsWith("421 4.3.2");
        }
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("the backend cannot be reached");
        assertThat(metrics()).contains("smtpward_backend_up 0.0");
    }

    private void start(String more) throws Exception {
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
                  %s
                }
                """.formatted(backend.port(), certificate.chain(), certificate.key(), more);
        proxy = new Proxy(
                new ConfigurationLoader(Map.of()).loadText(text, "test").configuration(), events);
        proxy.start();
        probeCommands = backend.commands().size();
    }

    /** Closing writes out what is still in the queue. */
    private String eventsAtTheEnd() {
        proxy.close();
        return events.toString(US_ASCII);
    }

    private String metrics() {
        return get("/metrics").body();
    }

    private HttpResponse<String> get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + proxy.adminPort().orElseThrow() + path);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
