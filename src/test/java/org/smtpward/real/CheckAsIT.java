package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.lab.RealParts;

/** {@code check --as} says of the service's user what {@code run} as this user meets: nobody has no groups here. */
@RealParts
class CheckAsIT {
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--init-groups", "--");

    private StandIn backend;
    private Path directory;

    /** Not JUnit's directory, which is for root alone. */
    @BeforeEach
    void start() throws Exception {
        backend = StandIn.start();
        directory = Files.createTempDirectory("smtpward-check");
        mode(directory, "rwxr-xr-x");
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
        Tool.run(List.of("rm", "-r", directory.toString()));
    }

    @Test
    void aKeyOfRootAloneIsFoundBeforeTheServiceDoes() throws Exception {
        var certificate = ThrowAwayCertificate.create(directory);
        mode(certificate.chain(), "rw-r--r--");
        mode(certificate.key(), "rw-------");
        String config = config("tls.certificates = [ { chain = \"%s\", key = \"%s\" } ]"
                .formatted(certificate.chain(), certificate.key()));

        Tool.Output asRoot = Program.run("check", "--config", config);
        assertThat(asRoot.exitCode()).as(asRoot.text()).isZero();
        Tool.Output asNobody = Program.run("check", "--as", "nobody", "--config", config);
        assertThat(asNobody.exitCode()).as(asNobody.text()).isEqualTo(78);
        assertThat(asNobody.text())
                .contains(
                        "user nobody cannot read %1$s: permission denied (rw------- root root); chgrp nogroup %1$s && chmod g+r %1$s"
                                .formatted(certificate.key()));
        try (Program service = Program.startBy(AS_NOBODY, "run", "--config", config)) {
            assertThat(service.awaitExit()).as(service.output()).isEqualTo(78);
            assertThat(service.output())
                    .contains(
                            "tls.certificates: cannot read the key %1$s as user nobody: permission denied (rw------- root root)"
                                    .formatted(certificate.key()));
        }

        Tool.run(List.of("chgrp", "nogroup", certificate.key().toString()));
        Tool.run(List.of("chmod", "g+r", certificate.key().toString()));
        Tool.Output mended = Program.run("check", "--as", "nobody", "--config", config);
        assertThat(mended.exitCode()).as(mended.text()).isZero();
        assertThat(mended.text()).contains("user nobody can read all 3 of them");
    }

    @Test
    void aClosedDirectoryIsNamed() throws Exception {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        mode(closed, "rwx------");
        Path included = Files.writeString(closed.resolve("more.conf"), "");
        mode(included, "rw-r--r--");
        String config = config("limits { include \"%s\" }".formatted(included));
        Tool.Output output = Program.run("check", "--as", "nobody", "--config", config);
        assertThat(output.exitCode()).as(output.text()).isEqualTo(78);
        assertThat(output.text())
                .contains("user nobody cannot read %s: %s is closed (rwx------ root root); chgrp nogroup"
                        .formatted(included, closed));
    }

    @Test
    void eventsThatTheUserCannotWriteAreAnError() throws Exception {
        String config = config("events { log = file, file.path = \"%s\" }".formatted(directory.resolve("events.json")));
        Tool.Output asRoot = Program.run("check", "--config", config);
        assertThat(asRoot.exitCode()).as(asRoot.text()).isZero();
        Tool.Output asNobody = Program.run("check", "--as", "nobody", "--config", config);
        assertThat(asNobody.exitCode()).as(asNobody.text()).isEqualTo(78);
        assertThat(asNobody.text())
                .contains("events.json cannot be made: permission denied by user nobody (rwxr-xr-x root root)");
    }

    @Test
    void aUserThatIsNotThereIsAnErrorOfTheCommandLine() throws Exception {
        Tool.Output output = Program.run("check", "--as", "no-such-user", "--config", config());
        assertThat(output.exitCode()).isEqualTo(2);
        assertThat(output.text()).contains("--as: there is no user no-such-user");
    }

    private String config(String... changes) throws IOException {
        Path file = Path.of(Program.file(
                directory,
                ProxyText.before(
                        new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), backend.port()),
                        changes)));
        mode(file, "rw-r--r--");
        return file.toString();
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
