package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.smtpward.lab.NetworkHost;

/**
 * Two machines for each test with a cable between them, that of the clients and that of smtpward, and a third one behind it if
 * wanted. To be registered with {@code @RegisterExtension}.
 */
final class Machines implements BeforeEachCallback, AfterEachCallback {
    static final String CLIENT = "10.9.1.2";
    static final String OTHER_CLIENT = "10.9.1.3";
    static final String CLIENT_SIX = "fd00:9:1::2";
    static final String OTHER_CLIENT_SIX = "fd00:9:1::3";
    static final String FRONT = "10.9.1.1";
    static final String FRONT_SIX = "fd00:9:1::1";
    static final String SERVER = "10.9.2.2";
    static final String SERVER_SIX = "fd00:9:2::2";

    /** As who starts an init container. */
    static final List<String> ROOT = List.of();

    static final List<String> NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
    /** Nobody, with the one capability that the mode transparent needs. */
    static final List<String> NET_RAW = List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=-all,+net_raw",
            "--ambient-caps=-all,+net_raw",
            "--bounding-set=-all,+net_raw",
            "--");

    private final List<NetworkHost> all = new ArrayList<>();
    private Path directory;
    private NetworkHost clients;
    private NetworkHost host;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory(
                "machines", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        clients = create();
        host = create();
        NetworkHost.link(
                clients.end("eth0", CLIENT + "/24", OTHER_CLIENT + "/24", CLIENT_SIX + "/64", OTHER_CLIENT_SIX + "/64"),
                host.end("eth0", FRONT + "/24", FRONT_SIX + "/64"));
        clients.defaultRoute(FRONT);
        clients.defaultRoute(FRONT_SIX);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        all.forEach(NetworkHost::close);
        all.clear();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /** For files; everybody can read them. */
    Path directory() {
        return directory;
    }

    NetworkHost clients() {
        return clients;
    }

    /** Of smtpward. */
    NetworkHost host() {
        return host;
    }

    /** A third machine, behind {@link #host}, which is its gateway. */
    NetworkHost server() {
        NetworkHost server = create();
        NetworkHost.link(
                host.end("eth1", "10.9.2.1/24", "fd00:9:2::1/64"),
                server.end("eth0", SERVER + "/24", SERVER_SIX + "/64"));
        server.defaultRoute("10.9.2.1");
        server.defaultRoute("fd00:9:2::1");
        return server;
    }

    /** A file for {@code --config}: one listener, and lines below {@code smtpward}. */
    String config(String listener, String... lines) throws IOException {
        return Program.file(directory, """
                smtpward {
                  listeners = [ { name = smtp, tls = off, %s } ]
                  limits.backend-connect = 2s
                  admin.address = off
                  %s
                }
                """.formatted(listener, String.join("\n  ", lines)));
    }

    /** {@code smtpward network up|down|show}, which must end well; what it said. */
    String network(String verb, String config) throws IOException {
        Tool.Output output = Program.runIn(host, ROOT, "network", verb, "--config", config);
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }

    /** As sendmail has it in its access map and its log. */
    static String seen(String address) {
        return address.contains(":") ? "IPv6:" + address.replace("::", ":0:0:0:0:") : address;
    }

    private NetworkHost create() {
        NetworkHost machine = NetworkHost.create();
        all.add(machine);
        return machine;
    }
}
