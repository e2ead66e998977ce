package org.smtpward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.Proxy;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.lab.FreePort;
import picocli.CommandLine;

/** What a container engine learns of a running proxy, and what it is told without one. */
class HealthcheckCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private StandIn backend;

    @BeforeEach
    void start() throws IOException {
        backend = StandIn.start();
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    void whoTakesMailIsWell() throws Exception {
        Path config = config("127.0.0.1:" + FreePort.choose());
        try (Proxy proxy = proxy(config)) {
            assertThat(healthcheck("--config", config.toString())).isZero();
            assertThat(out).hasToString("ok\n");
        }
    }

    @Test
    void everyAddressIsThisMachinesToo() throws Exception {
        Path config = config("0.0.0.0:" + FreePort.choose());
        try (Proxy proxy = proxy(config)) {
            assertThat(healthcheck("--config", config.toString())).isZero();
        }
    }

    /** Its certificate is not for loopback, and nobody is to log in. */
    @Test
    void behindTlsAndAPasswordItIsAskedAsWell() throws Exception {
        ThrowAwayCertificate certificate = ThrowAwayCertificate.create(directory);
        Path password = Files.writeString(directory.resolve("password"), "correct horse battery staple");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Path config = config(
                "127.0.0.1:" + FreePort.choose(),
                "smtpward.admin { password-file = \"%s\", tls { chain = \"%s\", key = \"%s\" } }"
                        .formatted(password, certificate.chain(), certificate.key()));
        try (Proxy proxy = proxy(config)) {
            assertThat(healthcheck("--config", config.toString())).as("%s", err).isZero();
        }
    }

    @Test
    void whoTakesNoMailIsNotAndSaysWhy() throws Exception {
        backend.close();
        Path config = config("127.0.0.1:" + FreePort.choose());
        try (Proxy proxy = proxy(config)) {
            assertThat(healthcheck("--config", config.toString())).isEqualTo(1);
            assertThat(err).hasToString("smtpward: the backend cannot be reached\n");
            assertThat(healthcheck("--live", "--config", config.toString())).isZero();
        }
    }

    @Test
    void whoDoesNotRunIsNot() throws Exception {
        Path config = config("127.0.0.1:" + FreePort.choose());
        assertThat(healthcheck("--config", config.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("smtpward: 127.0.0.1:").contains(" does not answer: ");
    }

    @Test
    void withoutAnAdminSideNobodyCanTell() throws Exception {
        assertThat(healthcheck("--config", config("off").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("admin.address is off");
        assertThat(healthcheck("--config", config("127.0.0.1:0").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("admin.address is 127.0.0.1:0");
    }

    private int healthcheck(String... arguments) {
        return new CommandLine(new HealthcheckCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static Proxy proxy(Path config) throws Exception {
        var proxy =
                new Proxy(new ConfigurationLoader(Map.of()).load(config).configuration(), new ByteArrayOutputStream());
        proxy.start();
        return proxy;
    }

    private Path config(String admin) throws IOException {
        return config(admin, "");
    }

    private Path config(String admin, String more) throws IOException {
        return Files.writeString(directory.resolve("test.conf"), """
                smtpward {
                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = off } ]
                  backend { address = "127.0.0.1:%d", tls = never }
                  admin.address = "%s"
                }
                %s
                """.formatted(backend.port(), admin, more));
    }
}
