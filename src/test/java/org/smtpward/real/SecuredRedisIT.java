package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.lab.RealParts;

/** A Redis with TLS and with the users of docs/many-nodes.md, who may do what they need and nothing else. */
@RealParts
class SecuredRedisIT {
    private static final String BANNED = "Connections from your network are refused";

    @TempDir
    private Path directory;

    private StandIn backend;
    private RealRedis redis;
    private Path authority;

    @BeforeEach
    void start() throws Exception {
        var certificate = ThrowAwayCertificate.create(directory);
        authority = certificate.chain();
        Path users = directory.resolve("users.acl");
        List<String> documented = Files.readAllLines(Path.of("docs/many-nodes.md")).stream()
                .filter(line -> line.startsWith("user "))
                .toList();
        assertThat(documented).hasSize(3);
        Files.write(users, documented);
        redis = RealRedis.startSecured(directory, certificate.chain(), certificate.key(), users);
        backend = StandIn.start();
    }

    @AfterEach
    void stop() {
        redis.close();
        backend.close();
    }

    @Test
    void whoMayBanBansAndTheNodesObey() throws Exception {
        String ban = Program.file(directory, text("smtpward-bans", "CHANGE-ME-TOO"));
        try (ClusterNode node = ClusterNode.start(text("smtpward", "CHANGE-ME"))) {
            node.awaitMetric("smtpward_redis_up", 1);
            assertThat(Program.run("bans", "add", "203.0.113.7", "--config", ban)
                            .exitCode())
                    .isZero();
            node.awaitGreeting("203.0.113.7", BANNED);
            assertThat(Program.run("check", "--config", ban).text()).contains("permits what a node needs");
        }
    }

    @Test
    void aNodesUserCannotBan() throws Exception {
        String config = Program.file(directory, text("smtpward", "CHANGE-ME"));
        Tool.Output refused = Program.run("bans", "add", "203.0.113.7", "--config", config);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.text()).contains("NOPERM").doesNotContain("CHANGE-ME");
        assertThat(Program.run("bans", "list", "--config", config).text()).contains("# There is none.");
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() throws Exception {
        String config = Program.file(directory, text("smtpward", "wr0ng-one"));
        Tool.Output check = Program.run("check", "--config", config);
        assertThat(check.text()).contains("warning redis ", "WRONGPASS").doesNotContain("wr0ng-one");
        assertThat(Program.run("print-config", "--config", config).text()).doesNotContain("wr0ng-one");
        try (ClusterNode node = ClusterNode.start(text("smtpward", "wr0ng-one"))) {
            node.awaitMetric("smtpward_redis_up", 0);
            assertThat(node.greets("203.0.113.7")).startsWith("220 ");
        }
    }

    /** Who stands in between has no certificate that an authority of ours vouches for. */
    @Test
    void aCertificateOfAStrangerIsRefused() throws Exception {
        String text = text("smtpward", "CHANGE-ME").replace(", ca = \"" + authority + "\"", "");
        Tool.Output check = Program.run("check", "--config", Program.file(directory, text));
        assertThat(check.text()).contains("warning redis ").containsIgnoringCase("certificat");
    }

    private String text(String user, String password) throws Exception {
        Path file = directory.resolve("password-" + user);
        Files.writeString(file, password + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return ClusterNode.text(
                backend,
                "address = \"rediss://localhost:%d\", user = %s, password-file = \"%s\", ca = \"%s\""
                        .formatted(redis.port(), user, file, authority));
    }
}
