package org.smtpward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.PublicKeyPin;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;

/** TLS with the backend over real sockets, before the stand-in: each mode, its failures, and a reload. */
class ProxyBackendTlsTest {
    private static final String GREETING = "220 mail.example.test";

    @TempDir
    private Path directory;

    private ThrowAwayCertificate certificate;
    private StandIn backend;
    private TlsFront front;
    private Proxy proxy;

    @BeforeEach
    void startBackend() throws Exception {
        certificate = ThrowAwayCertificate.create(directory);
        backend = StandIn.start(StandIn.Options.PLAIN.startTls(certificate));
        front = TlsFront.start(certificate, backend.port());
    }

    @AfterEach
    void stop() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
        front.close();
        backend.close();
    }

    @Test
    void alwaysSaysStartTlsBeforeTheClientIsGreeted() throws Exception {
        start(backend.port(), "always", "");
        int before = backend.commands().size();
        try (TlsClient client = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(client.reply()).startsWith(GREETING);
            assertThat(backend.commands().subList(before, backend.commands().size()))
                    .containsExactly("EHLO proxy.example", "STARTTLS");
            assertThat(client.ask("EHLO client.example")).startsWith("250").contains("STARTTLS");
            assertThat(client.ask("STARTTLS")).startsWith("220 2.0.0");
            client.handshake(Optional.empty());
            assertThat(client.ask("EHLO client.example")).startsWith("250").doesNotContain("STARTTLS");
            assertThat(client.ask("QUIT")).startsWith("221");
        }
        assertThat(metrics()).contains(handshakes("ok", "TLSv1.3") + " 1.0");
    }

    /** Both handshakes at once: the greeting comes with the end of the backend's, maybe before that of the client's. */
    @Test
    void implicitOnBothSides() throws Exception {
        start(front.port(), "implicit", "");
        try (TlsClient client = TlsClient.connect(proxy.port("implicit"))) {
            client.handshake(Optional.empty());
            assertThat(client.reply()).startsWith(GREETING);
            assertThat(client.ask("EHLO client.example")).startsWith("250");
            assertThat(client.ask("MAIL FROM:<a@client.example>")).startsWith("250");
            assertThat(client.ask("RCPT TO:<bob@example.test>")).startsWith("250");
            assertThat(client.ask("DATA")).startsWith("354");
            assertThat(client.ask("Subject: x\r\n\r\n" + "text\r\n".repeat(50_000) + "."))
                    .startsWith("250");
            assertThat(client.ask("QUIT")).startsWith("221");
        }
        assertThat(backend.messages()).hasSize(1);
        assertThat(metrics()).contains(handshakes("ok", "TLSv1.3") + " 1.0");
    }

    @Test
    void implicitBeforeABackendWithout() throws Exception {
        start(backend.port(), "implicit", "backend.source.allow-relay = true");
        try (TlsClient client = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(client.reply()).isEqualTo("421 4.3.2 proxy.example Service not available, try again later");
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(metrics())
                .contains(handshakes("failed", "none") + " 1.0")
                .contains("smtpward_sessions_closed_total{cause=\"backend-tls-failed\"} 1.0");
    }

    @Test
    void alwaysBeforeABackendWithout() throws Exception {
        try (StandIn plain = StandIn.start()) {
            start(plain.port(), "always", "backend.source.allow-relay = true");
            try (TlsClient client = TlsClient.connect(proxy.port("smtp"))) {
                assertThat(client.reply()).startsWith("421 4.3.2 ");
                assertThat(client.isAtEnd()).isTrue();
            }
            // The first is the probe's, which gets no further either.
            assertThat(plain.commands()).containsExactly("EHLO smtpward.invalid", "EHLO proxy.example");
        }
        assertThat(metrics()).contains(handshakes("refused", "none") + " 1.0");
    }

    /** It takes the ClientHello and says nothing. */
    @Test
    void aHandshakeThatTakesTooLong() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            start(silent.getLocalPort(), "implicit", "backend.source.allow-relay = true\nlimits.tls-handshake = 1s");
            try (TlsClient client = TlsClient.connect(proxy.port("smtp"));
                    Socket accepted = silent.accept()) {
                assertThat(client.reply()).startsWith("421 4.3.2 ");
                assertThat(accepted.isConnected()).isTrue();
            }
        }
        assertThat(metrics()).contains(handshakes("timeout", "none") + " 1.0");
    }

    @Test
    void aReloadChangesThePinForNewSessions() throws Exception {
        start(backend.port(), "always", pinned(certificate));
        try (TlsClient before = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(before.reply()).startsWith(GREETING);
            assertThat(takeOver("always", pinned(ThrowAwayCertificate.create(directory))))
                    .isEmpty();
            try (TlsClient after = TlsClient.connect(proxy.port("smtp"))) {
                assertThat(after.reply()).startsWith("421 4.3.2 ");
            }
            assertThat(before.ask("NOOP")).startsWith("250");
            assertThat(metrics()).contains(handshakes("untrusted", "none") + " 1.0");
            assertThat(takeOver("always", pinned(certificate))).isEmpty();
            try (TlsClient after = TlsClient.connect(proxy.port("smtp"))) {
                assertThat(after.reply()).startsWith(GREETING);
            }
        }
    }

    /** Whether it relays is asked again, in the way that sessions will speak to it. */
    @Test
    void aReloadOfTheModeAsksTheBackendAgain() throws Exception {
        start(backend.port(), "never", "");
        int before = backend.commands().size();
        assertThat(takeOver("always", "")).isEmpty();
        assertThat(backend.commands().subList(before, backend.commands().size()))
                .startsWith("EHLO smtpward.invalid", "STARTTLS", "EHLO smtpward.invalid", "MAIL FROM:<>");
        try (TlsClient client = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(client.reply()).startsWith(GREETING);
        }
    }

    @Test
    void anUnreadableFileOfAuthoritiesIsNotTakenOver() throws Exception {
        start(backend.port(), "always", "");
        Path missing = directory.resolve("missing.pem");
        assertThat(takeOver(
                        "always",
                        "backend.tls-options { verify = ca, ca = \"%s\", server-name = localhost }".formatted(missing)))
                .containsExactly("backend.tls-options.ca: cannot read %s as user %s: no such file"
                        .formatted(missing, System.getProperty("user.name")));
        try (TlsClient client = TlsClient.connect(proxy.port("smtp"))) {
            assertThat(client.reply()).startsWith(GREETING);
        }
    }

    private static String pinned(ThrowAwayCertificate known) {
        return "backend.tls-options { verify = pin, pins = [ \"%s\" ] }"
                .formatted(PublicKeyPin.of(known.certificate().getPublicKey()));
    }

    private static String handshakes(String result, String version) {
        return "smtpward_tls_handshakes_total{result=\"%s\",side=\"backend\",version=\"%s\"}"
                .formatted(result, version);
    }

    private int port;

    private void start(int backendPort, String mode, String more) throws Exception {
        port = backendPort;
        proxy = new Proxy(configuration(mode, more), new ByteArrayOutputStream());
        proxy.start();
    }

    private List<String> takeOver(String mode, String more) throws ConfigurationException {
        return proxy.takeOver(configuration(mode, more));
    }

    private org.smtpward.config.Configuration configuration(String mode, String more) throws ConfigurationException {
        String text = """
                smtpward {
                  proxy.hostname = proxy.example
                  listeners = [
                    { name = smtp, address = "127.0.0.1:0", tls = starttls }
                    { name = implicit, address = "127.0.0.1:0", tls = implicit }
                  ]
                  backend { address = "127.0.0.1:%d", tls = %s }
                  tls.certificates = [ { chain = "%s", key = "%s" } ]
                  limits.backend-connect = 1s
                  admin.address = "127.0.0.1:0"
                  %s
                }
                """.formatted(port, mode, directory.resolve("demo.crt"), directory.resolve("demo.key"), more);
        return new ConfigurationLoader(Map.of()).loadText(text, "test").configuration();
    }

    private String metrics() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + proxy.adminPort().orElseThrow() + "/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
