package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.lab.DeliveredMessage;
import org.smtpward.lab.PackageHost;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;
import org.smtpward.lab.ServiceManager;
import org.smtpward.packaging.Release;

/** The RPM, installed into a root of its own: its service runs as its unit says, and it comes and goes without harm. */
@RealParts
class RpmIT {
    private static final String CONFIG = "etc/smtpward/smtpward.conf";
    private static final String UNIT = "usr/lib/systemd/system/smtpward.service";

    /** Loopback, and nobody else's; a port that takes a capability. */
    private static final InetSocketAddress LISTENER = new InetSocketAddress("127.94.25.1", 25);

    @TempDir
    private Path directory;

    private final Release release = Release.made();
    private PackageHost host;
    private List<String> before;

    @BeforeEach
    void install() throws IOException {
        host = PackageHost.create();
        before = host.files("etc/smtpward", "usr");
        rpm("--install", release.rpm());
    }

    @AfterEach
    void remove() {
        host.close();
    }

    @Test
    void theServiceRunsAsItsUnitSays() throws Exception {
        try (Sendmail sendmail = Sendmail.start();
                ServiceManager systemd = ServiceManager.listen(host.resolve("run/notify"))) {
            Files.writeString(host.resolve(CONFIG), config(sendmail));
            Path said = directory.resolve("service.log");
            ProcessBuilder builder = host.asService(
                            unit("User"), List.of(unit("ExecStart").split(" ", -1)))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            builder.environment().put("NOTIFY_SOCKET", "/run/notify");
            builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
            Process service = builder.start();
            try {
                Until.soon(
                        () -> isReady(systemd) || !service.isAlive(),
                        () -> "ready; it said " + systemd.said() + read(said));
                assertThat(systemd.said())
                        .as(read(said))
                        .startsWith("STATUS=Reading the configuration | ")
                        .endsWith("READY=1 | STATUS=Serving smtp at 127.94.25.1:25, before 127.0.0.1:" + sendmail.port()
                                + " | ");
                assertThat(owner(service)).isEqualTo("smtpward");
                deliver(sendmail);
                reload(service, systemd);
                service.destroy();
                assertThat(service.waitFor(Until.SOON.toSeconds(), TimeUnit.SECONDS))
                        .as(read(said))
                        .isTrue();
                assertThat(service.exitValue()).as(read(said)).isZero();
                Until.soon(
                        () -> systemd.said().getLast().startsWith("STOPPING=1 | EXTEND_TIMEOUT_USEC=57000000 | "),
                        () -> "stopping; it said " + systemd.said());
            } finally {
                service.destroyForcibly();
            }
        }
    }

    @Test
    void onlyTheServiceCanReadTheConfiguration() throws Exception {
        assertThat(host.run("stat", "-c", "%U:%G %a", "/etc/smtpward", "/" + CONFIG)
                        .text())
                .isEqualTo("root:smtpward 750\nroot:smtpward 640\n");
        assertThat(host.run("stat", "-c", "%U:%G %a", "/var/log/smtpward").text())
                .isEqualTo("smtpward:smtpward 750\n");
        assertThat(host.rpm("--verify", "--nodeps", "smtpward").text()).isEmpty();
    }

    @Test
    void anUpdateKeepsAnEditedConfigurationAndRemovalLeavesNothingElse() throws Exception {
        String edited = "smtpward.policy.mode = monitor\n";
        Files.writeString(host.resolve(CONFIG), edited);
        rpm("--upgrade", newer());
        assertThat(host.rpm("--query", "smtpward").text()).isEqualTo("smtpward-99-1.x86_64\n");
        assertThat(Files.readString(host.resolve(CONFIG))).isEqualTo(edited);
        assertThat(Files.readString(host.resolve(CONFIG + ".rpmnew"))).isEqualTo("# newer\n");
        Files.delete(host.resolve(CONFIG + ".rpmnew"));
        assertThat(host.resolve("usr/lib/smtpward/runtime")).doesNotExist();

        assertThat(host.rpm("--erase", "smtpward").exitCode()).isZero();
        assertThat(Files.readString(host.resolve(CONFIG + ".rpmsave"))).isEqualTo(edited);
        assertThat(host.files("etc/smtpward", "usr"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(before.stream(), Stream.of("/" + CONFIG + ".rpmsave"))
                                .toList());
        assertThat(Files.exists(host.resolve("usr/bin/smtpward"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    private static boolean isReady(ServiceManager systemd) {
        return systemd.said().stream().anyMatch(line -> line.startsWith("READY=1"));
    }

    private void deliver(Sendmail sendmail) throws IOException {
        Tool.Output sent =
                Swaks.tryTo(new Endpoint(LISTENER, "127.0.0.1"), "bob@example.test", "--body", "through the package");
        assertThat(sent.exitCode()).as(sent.text()).isZero();
        assertThat(sendmail.messages())
                .extracting(DeliveredMessage::body)
                .singleElement()
                .asString()
                .contains("through the package");
    }

    /** By ExecReload's command. */
    private void reload(Process service, ServiceManager systemd) throws IOException {
        Files.writeString(
                host.resolve(CONFIG),
                "smtpward.policy.rules.unknown-command.mode = off\n",
                java.nio.file.StandardOpenOption.APPEND);
        int before = systemd.said().size();
        String command = unit("ExecReload").replace("$MAINPID", Long.toString(service.pid()));
        assertThat(Tool.run(List.of(command.split(" ", -1))).exitCode()).isZero();
        assertThat(systemd.await(before + 2)).startsWith("READY=1 | STATUS=Serving smtp ");
        assertThat(systemd.said().get(before)).startsWith("RELOADING=1 | MONOTONIC_USEC=");
        try (SmtpClient client = SmtpClient.hello(new Endpoint(LISTENER, "127.0.0.1"))) {
            assertThat(client.command("XYZZY")).contains("XYZZY");
        }
    }

    private String config(Sendmail sendmail) {
        return ProxyText.before(
                sendmail.address(),
                "listeners = [ { name = smtp, address = \"127.94.25.1:25\", tls = starttls, proxy-protocol = off } ]");
    }

    /** A package of tomorrow: another configuration, and without a runtime. */
    private Path newer() throws IOException {
        Path tree = directory.resolve("tree");
        run("cp", "-a", release.tree().toString(), tree.toString());
        run("rm", "-r", tree + "/usr/lib/smtpward/runtime", tree + "/usr/lib/smtpward/lib");
        Files.writeString(tree.resolve(CONFIG), "# newer\n");
        run(
                "rpmbuild",
                "-bb",
                "--quiet",
                "--target",
                "x86_64-linux",
                "--define",
                "_topdir " + directory.resolve("build"),
                "--define",
                "_rpmdir " + directory,
                "--define",
                "_rpmfilename newer.rpm",
                "--define",
                "tree " + tree,
                "--define",
                "program_version 99",
                "--define",
                "package_release 1",
                "packaging/rpm/smtpward.spec");
        return directory.resolve("newer.rpm");
    }

    private static void run(String... command) throws IOException {
        Tool.Output output = Tool.run(List.of(command));
        assertThat(output.exitCode()).as(output.text()).isZero();
    }

    private void rpm(String action, Path file) throws IOException {
        PackageHost.Output output = host.rpm(action, "--nodeps", file.toString());
        assertThat(output.exitCode()).as(output.text()).isZero();
    }

    /** What the installed unit says. */
    private String unit(String key) throws IOException {
        return Files.readAllLines(host.resolve(UNIT)).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    /** By the names in there. */
    private String owner(Process process) throws IOException {
        String uid = Files.getAttribute(Path.of("/proc/" + process.pid()), "unix:uid")
                .toString();
        return host.run("getent", "passwd", uid).text().split(":", -1)[0];
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
