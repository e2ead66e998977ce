package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.demo.StandIn;
import org.smtpward.lab.RealParts;

/**
 * Two nodes and a real Redis: they count together and obey the same bans, and whatever becomes of Redis, clients are greeted.
 * That nobody waits for Redis shows by the greeting that comes while Redis stands still.
 */
@RealParts
class ManyNodesIT {
    private static final String CLIENT = "203.0.113.7";
    private static final String OTHER = "203.0.113.8";
    private static final String BANNED = "421 4.7.0 proxy.example Connections from your network are refused";
    private static final String TOO_MANY = "Too many connections from your address";
    private static final String HEAD = "smtpward-bans 1 0123456789abcdef";

    @TempDir
    private Path directory;

    private StandIn backend;
    private RealRedis redis;
    private ClusterNode one;
    private ClusterNode two;

    @BeforeEach
    void start() throws Exception {
        backend = StandIn.start();
        redis = RealRedis.start(directory);
        one = ClusterNode.start(text());
        two = ClusterNode.start(text());
        one.awaitMetric("smtpward_nodes", 2);
        two.awaitMetric("smtpward_nodes", 2);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        redis.close();
        backend.close();
    }

    private String text() {
        return ClusterNode.text(
                backend,
                "address = \"redis://127.0.0.1:%d\", patience = 500ms".formatted(redis.port()),
                "smtpward { proxy.hostname = proxy.example, limits.connections-per-address = 3",
                "limits.exempt-networks = [ \"203.0.113.128/25\" ] }");
    }

    @Test
    void theyShareALimit() throws Exception {
        try (Socket first = one.connect(CLIENT);
                Socket second = one.connect(CLIENT);
                Socket third = one.connect(CLIENT)) {
            for (Socket open : new Socket[] {first, second, third}) {
                assertThat(ClusterNode.greeting(open)).startsWith("220 ");
            }
            two.awaitGreeting(CLIENT, TOO_MANY);
            assertThat(two.greets(OTHER)).startsWith("220 ");
        }
        two.awaitGreeting(CLIENT, "220 ");
    }

    @Test
    void whatNobodyRepeatsIsForgotten() throws Exception {
        try (Socket first = one.connect(CLIENT);
                Socket second = one.connect(CLIENT);
                Socket third = one.connect(CLIENT)) {
            two.awaitGreeting(CLIENT, TOO_MANY);
            assertThat(ClusterNode.greeting(first) + ClusterNode.greeting(second) + ClusterNode.greeting(third))
                    .contains("220 ");
            // Its connections are open, and nobody hears of them any more.
            redis.command("CLIENT", "KILL", "TYPE", "normal");
            redis.process().stop();
            two.awaitGreeting(CLIENT, "220 ");
            redis.process().resume();
        }
    }

    @Test
    void aBanHoldsOnBothUntilItIsRemoved() throws Exception {
        String config = Program.file(directory, text());
        Tool.Output added =
                Program.run("bans", "add", "203.0.113.0/28", "--for", "1h", "--reason", "spam", "--config", config);
        assertThat(added.text()).contains("203.0.113.0/28 is banned until ");
        one.awaitGreeting(CLIENT, BANNED);
        two.awaitGreeting(CLIENT, BANNED);
        assertThat(two.greets("203.0.113.16")).startsWith("220 ");
        assertThat(two.metric("smtpward_bans")).isEqualTo(1);
        assertThat(two.metric("smtpward_connections_total{listener=\"smtp\",result=\"banned\"}"))
                .isPositive();
        try (ClusterNode late = ClusterNode.start(text())) {
            // Its first client, already.
            assertThat(late.greets(CLIENT)).contains(BANNED);
        }
        assertThat(Program.run("bans", "list", "--config", config).text())
                .containsPattern("203\\.0\\.113\\.0/28 +until \\S+Z  spam");
        assertThat(Program.run("bans", "remove", "203.0.113.0/28", "--config", config)
                        .exitCode())
                .isZero();
        one.awaitGreeting(CLIENT, "220 ");
        two.awaitGreeting(CLIENT, "220 ");
    }

    /** Somebody writes into Redis by hand: what must not be banned is not, all else of the list holds. */
    @Test
    void whatStandsInRedisHitsNobodyThatMustNotBeHit() throws Exception {
        setBans(
                "127.0.0.0/8 32000000000000 1 ",
                "203.0.113.0/24 32000000000000 1 \u001b[2J",
                "203.0.0.0/16 32000000000000 1 wide",
                "<script>",
                "0.0.0.0/0 32000000000000 1 ");
        one.awaitGreeting(CLIENT, BANNED);
        assertThat(one.greets("203.0.113.200")).startsWith("220 ");
        assertThat(one.greets("127.0.0.9")).startsWith("220 ");
        assertThat(one.greets("198.51.100.7")).startsWith("220 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "\r\n-ERR\r\n", "smtpward-bans 9 x\n203.0.113.8/32 1 1 "})
    void garbageInTheListLeavesWhatIsKnown(String garbage) throws Exception {
        ban(CLIENT);
        redis.command("SET", "smtpward:bans", garbage);
        redis.command("PUBLISH", "smtpward:counts", garbage);
        redis.awaitTwoReportsOf(2);
        assertThat(one.greets(CLIENT)).contains(BANNED);
        assertThat(one.greets(OTHER)).startsWith("220 ");
        assertThat(one.metric("smtpward_redis_up")).isEqualTo(1);
    }

    @Test
    void aHugeListIsNotReadWhole() throws Exception {
        ban(CLIENT);
        redis.command("SETRANGE", "smtpward:bans", "104857600", "x");
        redis.command("APPEND", "smtpward:counts", "x");
        redis.awaitTwoReportsOf(2);
        assertThat(one.greets(OTHER)).startsWith("220 ");
        assertThat(one.metric("smtpward_redis_up")).isEqualTo(1);
    }

    /** Answers with errors: limits are local then; it recovers when they end. */
    @Test
    void errorsAreAsGoodAsNoAnswer() throws Exception {
        redis.command("LPUSH", "smtpward:bans", "x");
        one.awaitMetric("smtpward_redis_up", 0);
        assertThat(one.metric("smtpward_redis_failures_total")).isPositive();
        assertThat(one.greets(CLIENT)).startsWith("220 ");
        redis.command("DEL", "smtpward:bans");
        one.awaitMetric("smtpward_redis_up", 1);
    }

    @Test
    void whenRedisIsKilledClientsAreGreetedAndItIsFoundAgain() throws Exception {
        ban(CLIENT);
        redis.kill();
        one.awaitMetric("smtpward_redis_up", 0);
        assertThat(one.greets(OTHER)).startsWith("220 ");
        assertThat(one.greets(CLIENT)).contains(BANNED);
        try (ClusterNode late = ClusterNode.start(text())) {
            assertThat(late.greets(OTHER)).startsWith("220 ");
            redis.start();
            late.awaitMetric("smtpward_nodes", 3);
        }
        one.awaitMetric("smtpward_redis_up", 1);
        // It kept nothing, so the ban is gone.
        one.awaitGreeting(CLIENT, "220 ");
    }

    @Test
    void whileRedisStandsStillClientsAreGreeted() throws Exception {
        ban(CLIENT);
        redis.process().stop();
        assertThat(one.greets(OTHER)).startsWith("220 ");
        one.awaitMetric("smtpward_redis_up", 0);
        assertThat(one.greets(OTHER)).startsWith("220 ");
        assertThat(one.greets(CLIENT)).contains(BANNED);
        double failures = one.metric("smtpward_redis_failures_total");
        try (ClusterNode late = ClusterNode.start(text())) {
            assertThat(late.greets(OTHER)).startsWith("220 ");
            assertThat(late.metric("smtpward_redis_up")).isZero();
        }
        Until.soon(() -> one.metric("smtpward_redis_failures_total") >= failures + 3, () -> "more tries");
        // Each try ends before the next begins: two nodes with one connection each on its way.
        assertThat(redis.connections()).isLessThanOrEqualTo(4);
        redis.process().resume();
        one.awaitMetric("smtpward_redis_up", 1);
        two.awaitMetric("smtpward_nodes", 2);
    }

    private void setBans(String... lines) throws Exception {
        redis.command("SET", "smtpward:bans", HEAD + '\n' + String.join("\n", lines) + '\n');
    }

    private void ban(String client) throws Exception {
        setBans(client + "/32 32000000000000 1 test");
        one.awaitGreeting(client, BANNED);
    }
}
