package org.smtpward.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smtpward.config.BackendOptions;
import org.smtpward.config.ConfigurationException;
import org.smtpward.config.ConfigurationLoader;
import org.smtpward.demo.StandIn;
import org.smtpward.tls.BackendLeg;

/** Whom the door is opened for, before a stand-in that relays for 127.0.0.1 as sendmail does. */
class RelayGuardTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final ProbePatience PATIENCE = new ProbePatience(Duration.ofSeconds(5), Duration.ofSeconds(20));

    private final AtomicLong clock = new AtomicLong();
    private StandIn backend;
    private Probes probes;
    private RelayGuard guard;

    @BeforeEach
    void start() throws Exception {
        backend = StandIn.start();
        guardOf(backend.port(), PATIENCE);
    }

    @AfterEach
    void stop() {
        probes.close();
        backend.close();
    }

    @Test
    void whoIsNotRelayedForComesIn() throws Exception {
        assertThat(guard.isOpen()).isFalse();
        assertThat(settle(Map.of(from("127.25.25.25"), false))).isEmpty();
        assertThat(guard.isOpen()).isTrue();
    }

    @Test
    void whoIsRelayedForDoesNot() throws Exception {
        assertThat(settle(Map.of(from("127.0.0.1"), false)))
                .get()
                .asString()
                .contains("would relay for everybody", "connected from 127.0.0.1", "Three ways out");
        assertThat(guard.isOpen()).isFalse();
        assertThat(guard.isRelaying()).isTrue();
    }

    @Test
    void unlessTheConfigurationSaysSo() throws Exception {
        assertThat(settle(Map.of(from("127.0.0.1"), true))).isEmpty();
        assertThat(guard.isOpen()).isTrue();
        assertThat(backend.commands()).isEmpty();
    }

    @Test
    void oneBadSourceIsEnough() throws Exception {
        assertThat(settle(Map.of(from("127.25.25.25"), false, from("127.0.0.1"), false)))
                .isPresent();
        assertThat(guard.isRelaying()).isTrue();
    }

    /** Those who are served already go on to be. */
    @Test
    void badSourcesThatAreAboutToComeAreKeptOut() throws Exception {
        settle(Map.of(from("127.25.25.25"), false));
        assertThat(guard.admit(probes.connector(), Map.of(from("127.0.0.1"), false), INTERVAL))
                .isPresent();
        assertThat(guard.isOpen()).isTrue();
        assertThat(guard.isRelaying()).isFalse();
    }

    @Test
    void goodSourcesThatAreAboutToComeAreTaken() throws Exception {
        settle(Map.of(from("127.0.0.1"), false));
        assertThat(guard.admit(probes.connector(), Map.of(from("127.0.0.3"), false), INTERVAL))
                .isEmpty();
        assertThat(guard.isOpen()).isTrue();
    }

    /** Before the interval has passed the last answer counts; then the backend is asked again. */
    @Test
    void theBackendIsNotAskedTooOften() throws Exception {
        settle(Map.of(from("127.25.25.25"), false));
        int once = backend.commands().size();
        clock.set(INTERVAL.toNanos() - 1);
        settle(Map.of(from("127.25.25.25"), false));
        assertThat(backend.commands()).hasSize(once);
        clock.set(INTERVAL.toNanos());
        settle(Map.of(from("127.25.25.25"), false));
        assertThat(backend.commands()).hasSize(2 * once);
    }

    @Test
    void anAnswerForOneSourceIsNoneForAnother() throws Exception {
        settle(Map.of(from("127.25.25.25"), false));
        int once = backend.commands().size();
        settle(Map.of(from("127.0.0.3"), false));
        assertThat(backend.commands()).hasSize(2 * once);
    }

    @Test
    void nobodyComesInBeforeABackendThatIsAway() throws Exception {
        backend.close();
        assertThat(settle(Map.of(from("127.25.25.25"), false))).get().asString().contains("cannot be reached");
        assertThat(guard.isOpen()).isFalse();
        assertThat(guard.isRelaying()).isFalse();
    }

    /** A restart of the backend closes no door: what was safe is not made otherwise by being away. */
    @Test
    void whatWasSafeStaysSoWhileTheBackendIsAway() throws Exception {
        settle(Map.of(from("127.25.25.25"), false));
        backend.close();
        clock.set(INTERVAL.toNanos());
        assertThat(settle(Map.of(from("127.25.25.25"), false))).isEmpty();
        assertThat(guard.isOpen()).isTrue();
    }

    @Test
    void aBackendThatSaysNothingIsWaitedForAsLongAsConfigured() throws Exception {
        probes.close();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            guardOf(silent.getLocalPort(), new ProbePatience(Duration.ofSeconds(5), Duration.ofMillis(300)));
            long began = System.nanoTime();
            assertThat(settle(Map.of(from("127.25.25.25"), false)))
                    .get()
                    .asString()
                    .contains("cannot be reached");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
            assertThat(guard.isOpen()).isFalse();
        }
    }

    /** It could not be asked; but as no mail gets in, none is relayed. */
    @Test
    void aBackendThatRefusesEverybodyIsSafe() throws Exception {
        probes.close();
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuse(busy));
            guardOf(busy.getLocalPort(), PATIENCE);
            assertThat(settle(Map.of(from("127.25.25.25"), false))).isEmpty();
            assertThat(guard.isOpen()).isTrue();
        }
    }

    private static void refuse(ServerSocket busy) {
        try (Socket client = busy.accept()) {
            client.getOutputStream().write("421 4.3.2 busy\r\n".getBytes(US_ASCII));
            client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Optional<String> settle(Map<Source, Boolean> sources) {
        return guard.settle(probes.connector(), sources, INTERVAL);
    }

    private void guardOf(int port, ProbePatience patience) throws Exception {
        BackendOptions options = options(port);
        probes = new Probes(options, BackendLeg.CLEAR);
        guard = new RelayGuard(new RelayProbe(probes::eventLoop, () -> patience), options.address(), clock::get);
    }

    private static BackendOptions options(int port) throws ConfigurationException {
        return new ConfigurationLoader(Map.of())
                .loadText("""
                        smtpward {
                          listeners = [ { name = smtp, address = "127.0.0.1:0", tls = off } ]
                          backend { address = "127.0.0.1:%d", tls = never }
                        }
                        """.formatted(port), "test")
                .configuration()
                .backend();
    }

    private static Source from(String address) throws IOException {
        return new Source.Ours(Optional.of(InetAddress.getByName(address)));
    }
}
