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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.ConfigurationSource;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.events.LoggedLines;
import org.smtpward.real.Until;

/** What the status page tells of a running proxy. */
class StatusPageTest {
    @TempDir
    private Path directory;

    private StandIn backend;
    private Path file;
    private Proxy proxy;
    private Reload reload;

    @BeforeEach
    void startBackend() throws IOException {
        backend = StandIn.start();
        file = directory.resolve("smtpward.conf");
    }

    @AfterEach
    void stop() {
        if (reload != null) {
            reload.close();
        }
        proxy.close();
        backend.close();
    }

    @Test
    void anAttemptIsThereWithItsReason() throws Exception {
        start("");
        try (var client = new Socket("127.0.0.1", proxy.port("smtp"))) {
            // After the greeting it is a command; before, whatever octets have come.
            assertThat(client.getInputStream().read()).isEqualTo('2');
            client.getOutputStream().write("GET /<script> HTTP/1.1\r\n".getBytes(US_ASCII));
            client.getInputStream().readAllBytes();
        }
        assertThat(get("/status"))
                .startsWith("Protecting 127.0.0.1:" + backend.port() + " · backend answers · ")
                .containsPattern("foreign-protocol +enforce +1 +0 +0 +0")
                .endsWith("GET /<script> HTTP/1.1\n");
    }

    @Test
    void aBackendThatIsGoneIsToldWithTheTime() throws Exception {
        start("");
        backend.close();
        try (var client = new Socket("127.0.0.1", proxy.port("smtp"))) {
            client.getInputStream().readAllBytes();
        }
        assertThat(get("/status"))
                .containsPattern("^The backend \\S+ does not answer since \\d\\d:\\d\\d:\\d\\d UTC · clients");
    }

    @Test
    void openSessionsAreCounted() throws Exception {
        start("");
        try (var client = new Socket("127.0.0.1", proxy.port("smtp"))) {
            assertThat(client.getInputStream().read()).isEqualTo('2');
            assertThat(get("/status")).contains("Open sessions: smtp 1\n");
        }
        Until.soon(() -> get("/status").contains("Open sessions: smtp 0\n"), () -> "the session is over");
    }

    @Test
    void theConfigurationIsTheOneInForceAlsoAfterReloads() throws Exception {
        start("");
        assertThat(get("/config")).contains("{\"key\":\"smtpward.limits.bad-commands\",\"value\":\"5\"");
        change("limits.bad-commands = 7");
        assertThat(get("/config"))
                .contains("{\"key\":\"smtpward.limits.bad-commands\",\"value\":\"7\",\"origin\":\"" + file + ":5\"");
        change("limits.bad-commands = 8, admin.watchers = 3");
        assertThat(get("/config")).as("refused").contains("\"smtpward.limits.bad-commands\",\"value\":\"7\"");
        assertThat(get("/status")).contains("\n! the last reload was refused");
    }

    @Test
    void theRulesHaveTheModesInForce() throws Exception {
        start("");
        change("policy.rules.alpn.mode = off");
        assertThat(get("/status")).containsPattern("alpn +off +0").contains("1 rule watching, 1 rule off");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            absent    |             | admin.password-file: cannot read %s as user %2$s: no such file
            short     | rw------- | admin.password-file: %s must have one line of 12 to 200 characters, and no control characters
            long enough for it | rw-r--r-- | admin.password-file: everybody on this machine can read %1$s; chmod o-r %1$s
            """)
    void aPasswordThatCannotBeUsedKeepsItFromStarting(String content, String mode, String why) throws Exception {
        Path secret = directory.resolve("password");
        if (mode != null) {
            Files.writeString(secret, content);
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString(mode));
        }
        assertThatThrownBy(() -> start("admin.password-file = \"" + secret + "\""))
                .isInstanceOf(StartException.class)
                .hasMessage(why.formatted(secret, System.getProperty("user.name")));
    }

    @Test
    void aKeyThatIsNotThereKeepsItFromStarting() {
        assertThatThrownBy(() -> start("admin.tls { chain = /none.crt, key = /none.key }"))
                .isInstanceOf(StartException.class)
                .hasMessage("admin.tls: cannot read the key /none.key as user %s: no such file"
                        .formatted(System.getProperty("user.name")));
    }

    /** Every handshake would fail, and nobody would know why. */
    @Test
    void aKeyOfAnotherCertificateKeepsItFromStarting() throws Exception {
        var one = ThrowAwayCertificate.create(Files.createDirectory(directory.resolve("one")));
        var other = ThrowAwayCertificate.create(Files.createDirectory(directory.resolve("other")));
        assertThatThrownBy(() -> start("admin.tls { chain = \"" + one.chain() + "\", key = \"" + other.key() + "\" }"))
                .isInstanceOf(StartException.class)
                .hasMessage("admin.tls: the key %s does not work with the chain %s", other.key(), one.chain());
    }

    /** Mail does not depend on it, so the rest of the reload is not refused. */
    @Test
    void aNewCertificateForThePageThatIsNoneLeavesTheOldOne() throws Exception {
        var certificate = ThrowAwayCertificate.create(directory);
        String tls = "admin.tls { chain = \"" + certificate.chain() + "\", key = \"" + certificate.key() + "\" }";
        start(tls);
        try (var log = new LoggedLines("org.smtpward.StatusPage")) {
            Files.writeString(certificate.chain(), "rubbish");
            change(tls + "\nlimits.bad-commands = 7");
            Until.soon(() -> !log.texts().isEmpty(), () -> "a line in the log");
            assertThat(log.texts())
                    .singleElement()
                    .asString()
                    .startsWith("event=admin-certificate result=refused hint=\"the one before stays\" why=\"");
        }
        try (TlsClient client = TlsClient.connect(proxy.adminPort().orElseThrow())) {
            client.handshake(Optional.of("localhost"));
            assertThat(client.ask("GET /config HTTP/1.1\r\nHost: localhost\r\n"))
                    .isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aPasswordThatLeavesTheMachineInTheClearIsToldInTheLog() throws Exception {
        Path secret = Files.writeString(directory.resolve("password"), "long enough for it\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        try (var log = new LoggedLines("org.smtpward.StatusPage")) {
            start("admin { address = \"0.0.0.0:0\", password-file = \"" + secret + "\" }");
            assertThat(log.texts())
                    .containsExactly(
                            "event=admin address=0.0.0.0:0 hint=\"the password goes in the clear; set admin.tls\"");
        }
        assertThat(get("/status")).startsWith("The user is admin");
    }

    /** As charts and scrapers have it so far. */
    @Test
    void withoutAPasswordMetricsAndHealthAreForAllWhoReachThem() throws Exception {
        start("admin.address = \"0.0.0.0:0\"");
        assertThat(get("/metrics")).contains("smtpward_build_info");
        assertThat(get("/readyz")).startsWith("ok\n");
    }

    private void start(String more) throws Exception {
        Files.writeString(file, text(more));
        var source = new ConfigurationSource(file, new ConfigurationLoader(Map.of()));
        proxy = new Proxy(source.read(), new ByteArrayOutputStream());
        proxy.start();
        reload = proxy.follow(source);
    }

    /** Looked for twice, as a change has to settle. */
    private void change(String more) throws IOException {
        Files.writeString(file, text(more));
        reload.look();
        reload.look();
    }

    private String text(String more) {
        return """
                smtpward {
                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = starttls } ]
                  backend { address = "127.0.0.1:%d", tls = never }
                  admin.address = "127.0.0.1:0"
                  %s
                }
                """.formatted(backend.port(), more);
    }

    private String get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + proxy.adminPort().orElseThrow() + path);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
