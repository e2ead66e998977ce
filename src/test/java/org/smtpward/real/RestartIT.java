package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.lab.RealParts;

/** Restarts under load, with the listening socket in the hands of a service manager: nobody notices. */
@RealParts
class RestartIT {
    private static final int RESTARTS = 20;

    private static final int TAKEOVERS = 2;

    /** Of each manner; enough that some are at every step of a session when the signal comes. */
    private static final int CLIENTS = 4;

    /** Between two restarts. */
    private static final int SESSIONS = 40;

    @TempDir
    private Path directory;

    private RecordingSink sink;
    private Path certificate;

    @BeforeEach
    void start() throws IOException {
        sink = RecordingSink.start();
    }

    @AfterEach
    void stop() throws IOException {
        sink.close();
    }

    /** As {@code systemctl restart} does it: the next one starts when the one before has ended. */
    @Test
    void twentyRestartsUnderLoadFailNoSession() throws Exception {
        try (SocketHolder holder = SocketHolder.hold("smtp", config());
                RestartLoad load = load(holder)) {
            for (int restart = 0; restart < RESTARTS; restart++) {
                int running = holder.start();
                awaitSessions(load, holder);
                holder.terminate(running);
                assertThat(holder.exitCode(running)).as(holder.output()).isZero();
            }
            int last = holder.start();
            assertNothingIsLost(load);
            holder.terminate(last);
            assertThat(holder.exitCode(last)).as(holder.output()).isZero();
        }
    }

    /** As two services with the same socket can: the next one accepts while the one before is still draining. */
    @Test
    void aSecondProgramOnTheSameSocketTakesOver() throws Exception {
        try (SocketHolder holder = SocketHolder.hold("smtp", config());
                RestartLoad load = load(holder)) {
            int running = holder.start();
            for (int restart = 0; restart < TAKEOVERS; restart++) {
                int next = holder.start();
                awaitSessions(load, holder);
                holder.terminate(running);
                assertThat(holder.exitCode(running)).as(holder.output()).isZero();
                running = next;
            }
            assertNothingIsLost(load);
            holder.terminate(running);
            assertThat(holder.exitCode(running)).as(holder.output()).isZero();
        }
    }

    /** In the queue of the kernel, and not with whom is about to end. */
    @Test
    void whoComesWhileNobodyAcceptsIsServedByTheNext() throws Exception {
        try (SocketHolder holder = SocketHolder.hold("smtp", config())) {
            int first = holder.start();
            try (SmtpClient busy = SmtpClient.hello(holder.endpoint())) {
                assertThat(busy.command("MAIL FROM:<sender@client.test>")).startsWith("250 ");
                assertThat(holder.hasSocket(first)).isTrue();
                holder.terminate(first);
                Until.soon(() -> !holder.hasSocket(first), () -> "it accepts nobody; " + holder.output());
                try (SmtpClient waiting = SmtpClient.connect(holder.endpoint())) {
                    assertThat(busy.command("RSET")).startsWith("250 ");
                    assertThat(busy.rest()).startsWith("421 4.3.2 ");
                    assertThat(holder.exitCode(first)).isZero();
                    int second = holder.start();
                    assertThat(waiting.reply()).startsWith("220 ");
                    assertThat(waiting.command("QUIT")).startsWith("221 ");
                    holder.terminate(second);
                    assertThat(holder.exitCode(second)).isZero();
                }
            }
        }
    }

    @Test
    void aSocketThatNoListenerIsCalledAfterIsRefused() throws Exception {
        assertRefused("smpt", "descriptor 3 is called smpt (FileDescriptorName=), and no listener is");
    }

    @Test
    void aSocketThatIsElsewhereIsRefused() throws Exception {
        assertRefused("smtpward.socket", "where no listener is; there is smtp at 127.0.0.1:0");
    }

    @Test
    void aSocketThatBlocksIsRefused() throws Exception {
        try (SocketHolder holder = SocketHolder.holdBlocking("smtp", config())) {
            int refused = holder.launch();
            assertThat(holder.exitCode(refused)).isEqualTo(78);
            assertThat(holder.output()).contains("NonBlocking=yes").doesNotContain("\tat ");
        }
    }

    private void assertRefused(String name, String why) throws Exception {
        try (SocketHolder holder = SocketHolder.hold(name, config())) {
            int refused = holder.launch();
            assertThat(holder.exitCode(refused)).isEqualTo(78);
            assertThat(holder.output()).contains(why).doesNotContain("\tat ");
        }
    }

    private void assertNothingIsLost(RestartLoad load) throws InterruptedException {
        load.end();
        Map<String, List<Fingerprint>> mails = sink.mails();
        assertThat(load.failures()).isEmpty();
        assertThat(mails.keySet()).isEqualTo(load.accepted());
        assertThat(mails.values()).allSatisfy(copies -> assertThat(copies).hasSize(1));
        assertThat(sink.complaints()).isEmpty();
        System.out.printf(
                "%d sessions, %d mails, %d of them after a 421%n",
                load.sessions(), mails.size(), load.toldToComeAgain());
    }

    private static void awaitSessions(RestartLoad load, SocketHolder holder) {
        int enough = load.sessions() + SESSIONS;
        Until.soon(() -> load.sessions() >= enough || !load.failures().isEmpty(), () -> "%d sessions; %s"
                .formatted(SESSIONS, holder.output()));
    }

    private RestartLoad load(SocketHolder holder) {
        var load = new RestartLoad(holder.endpoint(), certificate);
        for (RestartLoad.Manner manner : RestartLoad.Manner.values()) {
            for (int i = 0; i < CLIENTS; i++) {
                load.add(manner);
            }
        }
        return load;
    }

    private Path config() throws Exception {
        ThrowAwayCertificate files = ThrowAwayCertificate.create(directory);
        certificate = files.chain();
        return Path.of(Program.file(
                directory,
                ProxyText.before(
                        sink.address(),
                        "backend.tls = never",
                        "tls.certificates = [ { chain = \"%s\", key = \"%s\" } ]"
                                .formatted(files.chain(), files.key()))));
    }
}
