package org.smtpward.bench.flood;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.bench.Identity;
import org.smtpward.bench.Tls;
import org.smtpward.bench.contender.Place;
import org.smtpward.bench.sink.Sink;
import org.smtpward.lab.RealParts;

/**
 * Whatever floods smtpward: honest sessions go on, memory stays bounded though there is little of it, and when the flood has
 * gone, nothing of it is left.
 */
@RealParts
class FloodsIT {
    private static final Path JAR = Path.of("target", "smtpward.jar").toAbsolutePath();

    @TempDir
    private static Path directory;

    private static Sink sink;
    private static Place place;
    private static Ward ward;

    @BeforeAll
    static void start() throws Exception {
        Identity identity = Identity.create(directory, Identity.Kind.ECDSA);
        sink = Sink.start(
                new InetSocketAddress("127.0.0.1", 0), Optional.of(Tls.server(identity.chain(), identity.key())), 1);
        place = Place.prepare(directory.resolve("smtpward"), sink.address().getPort(), identity);
        ward = Ward.start(JAR, place, Size.SMALL.bounds());
    }

    @AfterAll
    static void stop() {
        ward.close();
        sink.close();
    }

    static List<Flood> floods() {
        return Size.SMALL.floods();
    }

    @ParameterizedTest
    @MethodSource("floods")
    void honestSessionsGoOn(Flood flood) throws Exception {
        Outcome outcome = new Trial(ward, sink.address(), Size.SMALL.pace()).run(flood);
        assertThat(outcome.faults()).as(outcome.text()).isEmpty();
        switch (flood) {
            case IdleSessions idle ->
                assertThat(outcome.got()).containsEntry("still answered at the end", (long) idle.sessions());
            case Connections any -> {
                assertThat(outcome.got().get("220")).isGreaterThanOrEqualTo(200);
                assertThat(outcome.got()).containsKey("421");
            }
            case FullHouse any ->
                assertThat(outcome.got()).containsEntry("220", 399L).containsEntry("421", 201L);
            case SilentHandshakes any -> assertThat(outcome.got()).containsKeys("220 to STARTTLS", "454 to STARTTLS");
            case SlowSenders slow -> assertThat(outcome.got()).containsEntry("250 in the end", (long) slow.senders());
            case LargeMessages any -> assertThat(outcome.got()).containsEntry("250 in TLS", 1L);
            case LargeReplies any -> assertThat(outcome.got()).containsKeys("1 MB read", "421 for larger ones");
            default -> assertThat(outcome.got()).doesNotContainKey("broken off");
        }
    }

    /** A process whose descriptors are used up serves those that it has, and others as soon as some are free again. */
    @Test
    void exhaustedDescriptors() throws Exception {
        Place another = Place.prepare(directory.resolve("few"), sink.address().getPort(), place.identity());
        try (Ward few = Ward.start(JAR, another, Size.SMALL.fewDescriptors())) {
            Outcome outcome = new Trial(few, sink.address(), Size.SMALL.pace()).run(Size.SMALL.ofDescriptors());
            assertThat(outcome.faults()).as(outcome.text()).isEmpty();
            assertThat(outcome.got()).containsKey("not accepted");
            assertThat(outcome.most().descriptors()).isLessThanOrEqualTo(150);
        }
    }
}
