package org.smtpward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smtpward.Proxy;
import org.smtpward.bench.load.Ledger;
import org.smtpward.bench.load.Load;
import org.smtpward.bench.load.Observer;
import org.smtpward.bench.load.Plan;
import org.smtpward.bench.load.Result;
import org.smtpward.bench.load.Security;
import org.smtpward.bench.load.Work;
import org.smtpward.bench.sink.Sink;
import org.smtpward.config.ConfigurationLoader;

/** Every kind of load, in small, through smtpward: nothing fails, and each message comes once, as it was sent. */
class LoadTest {
    private static final int CONNECTIONS = 8;

    @TempDir
    private static Path directory;

    private static Sink sink;
    private static Proxy proxy;

    @BeforeAll
    static void start() throws Exception {
        Identity identity = Identity.create(directory, Identity.Kind.ECDSA);
        SslContext tls = Tls.server(identity.chain(), identity.key());
        sink = Sink.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.of(tls), 1);
        String text = """
                smtpward {
                  proxy.event-loops = 1
                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = starttls } ]
                  backend { address = "127.0.0.1:%d", tls = mirror }
                  tls.certificates = [ { chain = "%s", key = "%s" } ]
                  events.log = none
                  admin.address = off
                }
                """.formatted(sink.address().getPort(), identity.chain(), identity.key());
        proxy = new Proxy(
                new ConfigurationLoader(Map.of()).loadText(text, "test").configuration(), new ByteArrayOutputStream());
        proxy.start();
    }

    @AfterAll
    static void stop() {
        proxy.close();
        sink.close();
    }

    @ParameterizedTest
    @EnumSource(Security.class)
    void aSessionForEachMessage(Security security) throws Exception {
        delivers(new Work.Mail(1, 2048, 3), security, 100);
    }

    @Test
    void manyMessagesInASession() throws Exception {
        delivers(new Work.Mail(20, 2048, 3), Security.STARTTLS, 200);
    }

    @Test
    void oneCommandAtATime() throws Exception {
        delivers(new Work.Mail(5, 1, 1), Security.PLAIN, 50);
    }

    @Test
    void manyRecipients() throws Exception {
        delivers(new Work.Mail(5, 1024, 200), Security.STARTTLS, 20);
    }

    @Test
    void largeMessages() throws Exception {
        delivers(new Work.Mail(2, 3_000_000, 3), Security.STARTTLS, 16);
    }

    @Test
    void sessionsThatResumeTls() throws Exception {
        Result result = run(new Work.Handshakes(), Security.RESUMED, 100);
        assertThat(result.units()).isEqualTo(100);
        assertThat(result.handshakes()).isEqualTo(100);
        assertThat(result.resumed()).isBetween(100L - CONNECTIONS, 99L);
    }

    @Test
    void sessionsThatDoNot() throws Exception {
        Result result = run(new Work.Handshakes(), Security.STARTTLS, 50);
        assertThat(result.units()).isEqualTo(50);
        assertThat(result.resumed()).isZero();
    }

    @Test
    void roundTrips() throws Exception {
        assertThat(run(new Work.Noops(1), Security.STARTTLS, 200).units()).isEqualTo(200);
        assertThat(run(new Work.Noops(50), Security.PLAIN, 20).units()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void idleConnections() throws Exception {
        Result result = run(new Work.Hold(), Security.STARTTLS, 0);
        assertThat(result.held()).isEqualTo(CONNECTIONS);
        assertThat(result.answered()).isEqualTo(CONNECTIONS);
    }

    @Test
    void moreConnectionsThanAreOpenedAtOnce() throws Exception {
        for (Work work : List.of(new Work.Hold(), new Work.Noops(1))) {
            var plan = new Plan(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port("smtp")),
                    work,
                    Security.PLAIN,
                    150,
                    2,
                    Duration.ZERO,
                    Duration.ZERO,
                    work instanceof Work.Hold ? 0 : 3000);
            Result result = new Load(plan, Observer.nobody()).run();
            assertThat(result.told()).isEmpty();
            assertThat(result.held()).isEqualTo(work instanceof Work.Hold ? 150 : 0);
            assertThat(result.units()).isGreaterThanOrEqualTo(work instanceof Work.Hold ? 150 : 3000);
        }
    }

    @Test
    void aLoadThatIsStopped() throws Exception {
        var load =
                new Load(plan(new Work.Mail(10, 2048, 3), Security.STARTTLS, 0, proxy.port("smtp")), Observer.nobody());
        var stopper = new Thread(load::stop);
        stopper.start();
        assertThat(load.run().errors()).isZero();
        stopper.join();
        assertThat(load.ledger().compare(sink.tally(load.ledger().load())).isClean())
                .isTrue();
    }

    @Test
    void aLostMessageIsNoticed() throws Exception {
        // Accepted by one, looked for at another.
        try (Sink other = Sink.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), 1)) {
            var load = new Load(
                    plan(
                            new Work.Mail(1, 1, 3),
                            Security.PLAIN,
                            10,
                            other.address().getPort()),
                    Observer.nobody());
            assertThat(load.run().errors()).isZero();
            Ledger.Reconciliation books =
                    load.ledger().compare(sink.tally(load.ledger().load()));
            assertThat(books).isEqualTo(new Ledger.Reconciliation(10, 10, 0, 10, 0, 0));
            assertThat(books.isClean()).isFalse();
        }
    }

    @Test
    void whoDoesNotListenIsAnError() throws Exception {
        int nobody;
        try (Sink gone = Sink.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), 1)) {
            nobody = gone.address().getPort();
        }
        Result result = new Load(plan(new Work.Handshakes(), Security.PLAIN, 5, nobody), Observer.nobody()).run();
        assertThat(result.errors()).isEqualTo(5);
        assertThat(result.told()).first().asString().startsWith("cannot connect");
    }

    private static void delivers(Work.Mail work, Security security, long messages) throws Exception {
        var load = new Load(plan(work, security, messages, proxy.port("smtp")), Observer.nobody());
        Result result = load.run();
        assertThat(result.told()).isEmpty();
        assertThat(result.units()).isEqualTo(messages);
        assertThat(load.ledger().compare(sink.tally(load.ledger().load())))
                .isEqualTo(new Ledger.Reconciliation(messages, messages, 0, 0, 0, 0));
    }

    private static Result run(Work work, Security security, long units) throws Exception {
        Result result = new Load(plan(work, security, units, proxy.port("smtp")), Observer.nobody()).run();
        assertThat(result.told()).isEmpty();
        return result;
    }

    private static Plan plan(Work work, Security security, long units, int port) {
        return new Plan(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                work,
                security,
                CONNECTIONS,
                1,
                Duration.ZERO,
                Duration.ZERO,
                units);
    }
}
