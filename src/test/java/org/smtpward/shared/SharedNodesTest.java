package org.smtpward.shared;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.config.Configuration;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.events.LoggedLines;
import org.smtpward.listener.Neighbours.Elsewhere;
import org.smtpward.real.Until;

/** Servers that are no Redis, or a hostile one: the node goes on alone, and tries again. */
class SharedNodesTest {
    private static final InetAddress CLIENT = NetUtil.createInetAddressFromIpAddressString("203.0.113.7");

    @TempDir
    private Path directory;

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicBoolean everUp = new AtomicBoolean();

    private final SharedListener listener = new SharedListener() {
        @Override
        public void onRedis(boolean up) {
            if (up) {
                everUp.set(true);
            } else {
                failures.incrementAndGet();
            }
        }

        @Override
        public void onNodes(int nodes) {}

        @Override
        public void onBans(int bans) {}
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220 mail.example ESMTP\r\n",
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "\u0000\u0001\u0002\u0003\r\n",
                "-ERR \u001b[2Jgo away\r\n",
                "+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n",
                ":1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n",
                "*2147483647\r\n",
                "*-5\r\n",
                "%2147483647\r\n",
                "$536870912\r\n",
                "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
                ">3\r\n$7\r\nmessage\r\n$15\r\nsmtpward:counts\r\n$3\r\nabc\r\n",
                ""
            })
    void garbage(String octets) throws Exception {
        serveTo(octets, 1);
    }

    /** What could be taken for an empty list of bans is none at the second try either. */
    @Test
    void nothingButNil() throws Exception {
        serveTo("$-1\r\n".repeat(5), 2);
    }

    private void serveTo(String octets, int tries) throws Exception {
        try (var told = new LoggedLines("org.smtpward.shared");
                var untold = new LoggedLines("io.vertx");
                var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var nodes =
                        new SharedNodes(() -> configuration(server.getLocalPort(), ""), listener, System::nanoTime)) {
            Thread.ofVirtual().start(() -> serve(server, octets));
            nodes.start();
            Until.soon(() -> failures.get() >= tries, () -> tries + " tries");
            assertThat(told.texts()).singleElement().asString().startsWith("event=redis result=away ");
            assertThat(told.texts().getFirst()).matches("[ -~]+");
            assertThat(untold.texts()).isEmpty();
            assertThat(everUp).isFalse();
            assertThat(nodes.isBanned(CLIENT)).isFalse();
            nodes.onEnter(1L);
            assertThat(nodes.of(1L)).isEqualTo(Elsewhere.NOTHING);
            nodes.onLeave(1L);
        }
    }

    @Test
    void nobodyThere() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        try (var nodes = new SharedNodes(() -> configuration(port, ""), listener, System::nanoTime)) {
            nodes.start();
            Until.soon(() -> failures.get() >= 2, () -> "two tries");
            assertThat(nodes.isBanned(CLIENT)).isFalse();
        }
    }

    @Test
    void aPasswordThatEverybodyCanReadIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "s3cret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (var nodes = nodesWith("password-file = \"%s\"".formatted(file))) {
            assertThatThrownBy(nodes::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("shared.redis.password-file: everybody on this machine can read ")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void aPasswordThatIsNotThereIsRefused() throws Exception {
        try (var nodes = nodesWith("password-file = \"%s\"".formatted(directory.resolve("none")))) {
            assertThatThrownBy(nodes::start)
                    .hasMessage("shared.redis.password-file: cannot read %s as user %s: no such file"
                            .formatted(directory.resolve("none"), System.getProperty("user.name")));
        }
    }

    @Test
    void authoritiesThatAreNotThereAreRefused() throws Exception {
        Configuration configuration = new ConfigurationLoader(Map.of())
                .loadText("smtpward.shared.redis { address = \"rediss://127.0.0.1:1\", ca = \"/none.pem\" }", "test")
                .configuration();
        try (var nodes = new SharedNodes(() -> configuration, listener, System::nanoTime)) {
            assertThatThrownBy(nodes::start)
                    .hasMessage("shared.redis.ca: cannot read /none.pem as user %s: no such file"
                            .formatted(System.getProperty("user.name")));
        }
    }

    private SharedNodes nodesWith(String more) {
        Configuration configuration = configuration(1, more);
        return new SharedNodes(() -> configuration, listener, System::nanoTime);
    }

    private static Configuration configuration(int port, String more) {
        try {
            return new ConfigurationLoader(Map.of())
                    .loadText(
                            "smtpward.shared.redis { address = \"redis://127.0.0.1:%d\", patience = 200ms\n%s }"
                                    .formatted(port, more),
                            "test")
                    .configuration();
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says the same to everybody at once and again, and reads nothing. */
    private static void serve(ServerSocket server, String octets) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
            } catch (IOException closed) {
                // The next one, if the server still listens.
            }
        }
    }
}
