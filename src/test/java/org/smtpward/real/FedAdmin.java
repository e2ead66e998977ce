package org.smtpward.real;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.smtpward.admin.AdminServer;
import org.smtpward.admin.Endpoint;
import org.smtpward.admin.Samples;
import org.smtpward.config.EffectiveValue;
import org.smtpward.events.RuleEvent;
import org.smtpward.metrics.Meters;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;

/** The admin server without a proxy, which shows what a test wants it to. */
final class FedAdmin implements AutoCloseable {
    final Samples samples = new Samples();
    private final Meters meters = new Meters("1.2.3", "abc");
    private final AdminServer server;
    private final int port;

    private FedAdmin(int port, int watchers) throws Exception {
        server = new AdminServer(
                new Endpoint("127.0.0.1", port, "localhost", Optional.empty(), false, watchers, Optional.empty()),
                samples.sources(meters));
        this.port = done(server.start());
    }

    /** @param port 0 for any */
    static FedAdmin start(int port, int watchers) throws Exception {
        return new FedAdmin(port, watchers);
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** An hour as a mail host on the internet has it. */
    void aUsualHour() {
        int[] blocked = {1, 0, 0, 2, 0, 0, 0, 1, 3, 0, 0, 0, 1, 0, 5, 9, 4, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0};
        for (int minute = 0; minute < 60; minute++) {
            samples.nanos.set(Duration.ofMinutes(minute).toNanos());
            for (int i = 0; i < blocked[minute * 7 % 30]; i++) {
                samples.hour.count(minute % 3 == 0 ? Action.REWRITE : Action.BLOCK);
            }
            for (int i = 0; i < (minute * minute % 11 == 3 ? 2 : 0); i++) {
                samples.hour.count(Action.MONITOR);
            }
        }
        Instant now = Instant.now();
        happened(
                now.minusSeconds(2400),
                RuleId.EARLY_TALKER,
                Action.BLOCK,
                Phase.GREETING,
                "the client spoke before the greeting",
                "EHLO WIN-CLJ1B0GQ6JP\\r\\n",
                "198.51.100.77",
                "",
                "");
        happened(
                now.minusSeconds(1733),
                RuleId.BARE_NEWLINE,
                Action.REWRITE,
                Phase.TLS,
                "a bare CR or LF in mail data",
                "",
                "192.0.2.140",
                "mx.example.com",
                "");
        happened(
                now.minusSeconds(1208),
                RuleId.SNI,
                Action.MONITOR,
                Phase.HANDSHAKE,
                "asks for a name that no certificate covers",
                "",
                "2001:db8:44::19",
                "mail.old-name.example",
                "");
        happened(
                now.minusSeconds(641),
                RuleId.UNKNOWN_COMMAND,
                Action.BLOCK,
                Phase.CLEAR,
                "no command of SMTP",
                "LOGIN admin\\r\\n",
                "203.0.113.9",
                "",
                "");
        happened(
                now.minusSeconds(212),
                RuleId.FOREIGN_PROTOCOL,
                Action.BLOCK,
                Phase.TLS,
                "looks like an HTTP request",
                "POST /submit HTTP/1.1\\r\\n",
                "203.0.113.50",
                "mx.example.com",
                "");
        happened(
                now.minusSeconds(64),
                RuleId.STARTTLS_INJECTION,
                Action.BLOCK,
                Phase.CLEAR,
                "octets in the clear behind STARTTLS",
                "MAIL FROM:<evil@attacker.example>\\r\\n",
                "198.51.100.23",
                "",
                "");
        happened(
                now.minusSeconds(9),
                RuleId.ALPN,
                Action.BLOCK,
                Phase.HANDSHAKE,
                "offers application protocols, but none of SMTP's",
                "",
                "203.0.113.50",
                "mx.example.com",
                "h2, http/1.1");
        samples.values.set(List.of(
                new EffectiveValue("smtpward.backend.address", "\"10.0.0.5:25\"", "smtpward.conf:4"),
                new EffectiveValue("smtpward.policy.mode", "\"enforce\"", "env SMTPWARD_MODE"),
                new EffectiveValue("smtpward.limits.connections", "10000", "reference.conf")));
    }

    private void happened(
            Instant at,
            RuleId rule,
            Action action,
            Phase phase,
            String why,
            String seen,
            String client,
            String sni,
            String alpn) {
        samples.happens(new RuleEvent(
                at,
                new RuleMatch(rule, action, phase, why, seen),
                "1x9fk2mz-" + Long.toString(at.getEpochSecond() % 40_000, 36),
                "smtp",
                client,
                40_000 + (int) (at.getEpochSecond() % 20_000),
                phase == Phase.TLS ? Optional.of("TLSv1.3") : Optional.empty(),
                Optional.empty(),
                Optional.of(sni).filter(name -> !name.isEmpty()),
                alpn.isEmpty() ? List.of() : List.of(alpn.split(", ", -1))));
    }

    @Override
    public void close() throws Exception {
        done(server.stop());
        meters.close();
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
