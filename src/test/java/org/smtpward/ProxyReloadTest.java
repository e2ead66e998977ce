package org.smtpward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.config.ConfigurationSource;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.events.LoggedLines;

/** A running proxy whose configuration changes: open sessions notice nothing, new ones all of it or nothing. */
class ProxyReloadTest {
    private static final String SUCCESSFUL = "smtpward_config_last_reload_successful 1.0";
    private static final String REFUSED = "smtpward_config_last_reload_successful 0.0";

    @TempDir
    private Path directory;

    @TempDir
    private Path otherDirectory;

    private StandIn backend;
    private ThrowAwayCertificate certificate;
    private Path file;
    private Proxy proxy;
    private Reload reload;

    @BeforeEach
    void startBackend() throws IOException {
        backend = StandIn.start();
        certificate = ThrowAwayCertificate.create(directory);
        file = directory.resolve("smtpward.conf");
    }

    @AfterEach
    void stop() {
        reload.close();
        proxy.close();
        backend.close();
    }

    @Test
    void aSessionKeepsItsRulesAndItsMailAndTheNextOneHasTheNewRules() throws Exception {
        start("");
        try (TlsClient before = client()) {
            before.ask("EHLO client.example");
            before.ask("MAIL FROM:<a@client.example>");
            before.ask("RCPT TO:<bob@example.test>");
            assertThat(before.ask("DATA")).startsWith("354");
            change("policy.rules.unknown-command.mode = off");
            assertThat(metrics()).contains(SUCCESSFUL);
            try (TlsClient after = client()) {
                assertThat(after.ask("XYZZY")).contains("XYZZY");
            }
            assertThat(before.ask("Subject: kept\r\n\r\ntext\r\n.")).startsWith("250");
            assertThat(before.ask("XYZZY")).isEqualTo("500 5.5.1 Command unrecognized");
            assertThat(before.ask("QUIT")).startsWith("221");
        }
    }

    @Test
    void aLowerLimitSendsNobodyAway() throws Exception {
        start("");
        try (TlsClient first = client();
                TlsClient second = client()) {
            change("limits { connections-per-address = 1, exempt-networks = [] }");
            try (TlsClient third = TlsClient.connect(proxy.port("smtp"))) {
                assertThat(third.reply()).startsWith("421 4.7.0 ");
            }
            assertThat(first.ask("NOOP")).startsWith("250");
            assertThat(second.ask("NOOP")).startsWith("250");
            change("limits { connections-per-address = 3, exempt-networks = [] }");
            try (TlsClient third = client()) {
                assertThat(third.ask("NOOP")).startsWith("250");
            }
        }
    }

    /** As a renewal does it: the same names, other contents, one after the other. */
    @Test
    void aNewCertificateIsForNewSessions() throws Exception {
        start("");
        ThrowAwayCertificate renewed = ThrowAwayCertificate.create(otherDirectory);
        try (TlsClient before = client()) {
            replace(certificate.chain(), renewed.chain());
            reload.look();
            replace(certificate.key(), renewed.key());
            look();
            try (TlsClient after = client()) {
                assertThat(certificateOf(after)).isEqualTo(renewed.certificate());
            }
            assertThat(certificateOf(before)).isEqualTo(certificate.certificate());
            assertThat(before.ask("NOOP")).startsWith("250");
        }
        assertThat(metrics()).contains(SUCCESSFUL);
    }

    @Test
    void theExpiryIsThatOfTheCertificatesInForce() throws Exception {
        start("");
        ThrowAwayCertificate other = ThrowAwayCertificate.create(otherDirectory);
        String expiry = "smtpward_tls_certificate_expiry_timestamp_seconds{name=\"%s\"} ";
        assertThat(metrics()).contains(expiry.formatted(certificate.chain()));
        change("tls.certificates = [ { chain = \"%s\", key = \"%s\" } ]".formatted(other.chain(), other.key()));
        assertThat(metrics())
                .contains(expiry.formatted(other.chain()))
                .doesNotContain(expiry.formatted(certificate.chain()));
    }

    @Test
    void aKeyThatDoesNotFitIsNotTaken() throws Exception {
        start("");
        ThrowAwayCertificate renewed = ThrowAwayCertificate.create(otherDirectory);
        replace(certificate.chain(), renewed.chain());
        look();
        assertThat(metrics()).contains(REFUSED);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body())
                .isEqualTo("ok\nwarning: the last reload was refused, what was in force before it still is;"
                        + " the log says why\n");
        try (TlsClient client = client()) {
            assertThat(certificateOf(client)).isEqualTo(certificate.certificate());
        }
        replace(certificate.key(), renewed.key());
        look();
        assertThat(metrics()).contains(SUCCESSFUL);
        assertThat(get("/readyz").body()).isEqualTo("ok\n");
        try (TlsClient client = client()) {
            assertThat(certificateOf(client)).isEqualTo(renewed.certificate());
        }
    }

    @Test
    void aKeyThatEverybodyCanReadIsNotTaken() throws Exception {
        start("");
        replace(certificate.key(), ThrowAwayCertificate.create(otherDirectory).key());
        Files.setPosixFilePermissions(certificate.key(), PosixFilePermissions.fromString("rw-r--r--"));
        try (var lines = new LoggedLines("org.smtpward.Reload")) {
            look();
            assertThat(lines.texts())
                    .singleElement()
                    .asString()
                    .contains("everybody on this machine can read the key", "chmod o-r " + certificate.key());
        }
        assertThat(metrics()).contains(REFUSED);
    }

    @Test
    void aBrokenFileChangesNothingUntilItIsMended() throws Exception {
        start("");
        change("policy { rules.unknown-command.mode = off }\nlimits.connections = none");
        assertThat(metrics()).contains(REFUSED);
        try (TlsClient client = client()) {
            assertThat(client.ask("XYZZY")).isEqualTo("500 5.5.1 Command unrecognized");
        }
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        change("policy { rules.unknown-command.mode = off }\nlimits.connections = 10");
        assertThat(metrics()).contains(SUCCESSFUL);
        try (TlsClient client = client()) {
            assertThat(client.ask("XYZZY")).contains("XYZZY");
        }
    }

    @Test
    void whatNeedsARestartHoldsUpTheRest() throws Exception {
        start("");
        change("policy.rules.unknown-command.mode = off\nproxy.hostname = other.example");
        assertThat(metrics()).contains(REFUSED);
        try (TlsClient client = client()) {
            assertThat(client.ask("XYZZY")).isEqualTo("500 5.5.1 Command unrecognized");
        }
        change("");
        assertThat(metrics()).contains(SUCCESSFUL);
    }

    @Test
    void whatNeedsARestartIsNamed() throws Exception {
        start("");
        assertThat(proxy.takeOver(new ConfigurationLoader(Map.of())
                        .loadText(text("proxy.event-loops = 1\nadmin.address = off\nlimits.drain = 1s"), "test")
                        .configuration()))
                .containsExactly("proxy.event-loops: a change needs a restart", "admin: a change needs a restart");
    }

    /** The volume of a ConfigMap: names lead through one link to a directory that is never changed, only replaced. */
    @Test
    void theLinkOfAKubernetesVolumeMoves() throws Exception {
        Path first = Files.createDirectory(directory.resolve("..2026_01"));
        Path second = Files.createDirectory(directory.resolve("..2026_02"));
        Files.writeString(first.resolve("smtpward.conf"), text(""));
        Files.writeString(second.resolve("smtpward.conf"), text("policy.rules.unknown-command.mode = off"));
        Path link = Files.createSymbolicLink(directory.resolve("..data"), first.getFileName());
        Files.createSymbolicLink(file, Path.of("..data", "smtpward.conf"));
        start();
        try (TlsClient client = client()) {
            assertThat(client.ask("XYZZY")).isEqualTo("500 5.5.1 Command unrecognized");
        }
        Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), second.getFileName());
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
        look();
        try (TlsClient client = client()) {
            assertThat(client.ask("XYZZY")).contains("XYZZY");
        }
    }

    private void start(String more) throws Exception {
        Files.writeString(file, text(more));
        start();
    }

    private void start() throws Exception {
        var source = new ConfigurationSource(file, new ConfigurationLoader(Map.of()));
        proxy = new Proxy(source.read(), new ByteArrayOutputStream());
        proxy.start();
        reload = proxy.follow(source);
    }

    private void change(String more) throws IOException {
        Files.writeString(file, text(more));
        look();
    }

    /** Twice, as a change has to settle. */
    private void look() {
        reload.look();
        reload.look();
    }

    private static void replace(Path file, Path by) throws IOException {
        Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private String text(String more) {
        return """
                smtpward {
                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = starttls } ]
                  backend { address = "127.0.0.1:%d", tls = never }
                  tls.certificates = [ { chain = "%s", key = "%s" } ]
                  admin.address = "127.0.0.1:0"
                  %s
                }
                """.formatted(backend.port(), certificate.chain(), certificate.key(), more);
    }

    /** One that has been greeted. */
    private TlsClient client() throws IOException {
        TlsClient client = TlsClient.connect(proxy.port("smtp"));
        assertThat(client.reply()).startsWith("220 ");
        return client;
    }

    private static Certificate certificateOf(TlsClient client) throws Exception {
        assertThat(client.ask("STARTTLS")).startsWith("220 2.0.0");
        return client.handshake(Optional.empty()).getSession().getPeerCertificates()[0];
    }

    private String metrics() throws Exception {
        return get("/metrics").body();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + proxy.adminPort().orElseThrow() + path);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
