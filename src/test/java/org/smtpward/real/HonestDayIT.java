package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.demo.ThrowAwayCertificate;
import org.smtpward.real.HonestSession.Letter;

/**
 * A day of honest mail, in the default mode: no mail is refused, lost, doubled or changed by an octet. The mails are random;
 * {@code -Dsmtpward.seed=N} repeats a day that went wrong.
 */
class HonestDayIT {
    private static final int CLIENTS = 8;
    private static final int MAILS_OF_A_CLIENT = 1_300;
    private static final int LONGEST_SESSION = 60;
    private static final int LARGE = 50 << 20;

    private static final long SEED = Long.getLong("smtpward.seed", new Random().nextLong());

    private RecordingSink sink;
    private RunningProxy proxy;
    private Path certificate;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        ThrowAwayCertificate files = ThrowAwayCertificate.create(directory);
        certificate = files.chain();
        sink = RecordingSink.start();
        proxy = RunningProxy.start(ProxyText.before(
                sink.address(),
                "backend.tls = never",
                "tls.certificates = [ { chain = \"%s\", key = \"%s\" } ]".formatted(files.chain(), files.key())));
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        sink.close();
    }

    @Test
    void tenThousandMailsArriveAsTheyAre() throws Exception {
        Map<String, List<Fingerprint>> sent = new HashMap<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<String, List<Fingerprint>>>> days = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                days.add(clients.submit(() -> day(number)));
            }
            for (Future<Map<String, List<Fingerprint>>> day : days) {
                sent.putAll(day.get());
            }
        } catch (Exception e) {
            throw new AssertionError("seed " + SEED + ": " + e.getMessage(), e);
        }
        assertThat(sent).hasSize(CLIENTS * MAILS_OF_A_CLIENT);
        assertThat(sink.complaints()).as("seed %d", SEED).isEmpty();
        Map<String, List<Fingerprint>> arrived = sink.mails();
        assertThat(sent.entrySet())
                .as("seed %d", SEED)
                .filteredOn(letter -> !letter.getValue().equals(arrived.get(letter.getKey())))
                .isEmpty();
        assertThat(arrived).as("seed %d", SEED).hasSameSizeAs(sent);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fiftyMegabytesArriveAsTheyAre(boolean tls) throws Exception {
        Mail large = Mail.ofSize(LARGE);
        deliver(List.of(new Letter("large", large)), tls, true, new Random(SEED));
        assertThat(sink.mails()).isEqualTo(Map.of("large", List.of(Fingerprint.of(large.wire()))));
        assertThat(sink.complaints()).isEmpty();
    }

    /** What one client sends, in sessions of any length. Every second client has TLS; of either half, every second pipelines. */
    private Map<String, List<Fingerprint>> day(int client) throws Exception {
        HonestMails mails = new HonestMails(SEED + client);
        Random random = new Random(SEED + client);
        Map<String, List<Fingerprint>> sent = new HashMap<>();
        while (sent.size() < MAILS_OF_A_CLIENT) {
            List<Letter> letters = new ArrayList<>();
            for (int more = 1 + random.nextInt(LONGEST_SESSION); more > 0 && sent.size() < MAILS_OF_A_CLIENT; more--) {
                Letter letter = new Letter("mail-" + client + "-" + sent.size(), mails.next());
                letters.add(letter);
                sent.put(
                        letter.recipient(), List.of(Fingerprint.of(letter.mail().wire())));
            }
            deliver(letters, client % 2 == 0, client % 4 < 2, random);
        }
        return sent;
    }

    private void deliver(List<Letter> letters, boolean tls, boolean pipelined, Random random) throws Exception {
        try (SmtpClient client =
                tls ? SmtpClient.secure(proxy.endpoint(), certificate) : SmtpClient.hello(proxy.endpoint())) {
            new HonestSession(client, pipelined, random).deliver(letters);
        }
    }
}
