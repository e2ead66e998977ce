package org.smtpward.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.bench.Bench;
import org.smtpward.bench.Identity;
import org.smtpward.bench.Tls;
import org.smtpward.bench.client.Conversation;
import org.smtpward.bench.contender.Place;
import org.smtpward.bench.contender.Running;
import org.smtpward.bench.contender.Smtpward;
import org.smtpward.bench.sink.Sink;

/** The soak, as short as it can be; and that it notices what it is there to notice. */
class SoakIT {
    @TempDir
    private static Path directory;

    private static Identity identity;
    private static Sink sink;
    private static Place place;
    private static Running smtpward;
    private final List<Conversation> kept = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        identity = Identity.create(directory, Identity.Kind.ECDSA);
        sink = newSink();
        place = Place.prepare(directory.resolve("smtpward"), sink.address().getPort(), identity);
        Path config = Files.writeString(
                place.directory().resolve("smtpward.conf"),
                Smtpward.configuration(place, "127.0.0.1:" + place.spare()));
        var command = new ArrayList<>(Smtpward.java());
        command.addAll(List.of(
                "-jar", Path.of("target", "smtpward.jar").toAbsolutePath().toString()));
        command.addAll(List.of("run", "--config", config.toString()));
        smtpward = Running.start(command, place, "smtpward");
    }

    @AfterAll
    static void stop() {
        smtpward.close();
        sink.close();
    }

    @Test
    void everybodyComesAndNobodyIsLeft() {
        int exitCode = Bench.execute(
                "soak",
                "--time=4s",
                "--interval=1s",
                "--reload=1s",
                "--idle=3",
                "--directory=" + directory.resolve("short"));
        assertThat(exitCode).isZero();
    }

    @Test
    void mailThatIsNotWhereItShouldBeIsNoticed() throws Exception {
        try (Sink other = newSink()) {
            SoakReport report = run(new Soak(smtpward, admin(), other.address()));
            assertThat(report.ending().books().lost()).isPositive();
            assertThat(report.verdict().faults()).first().asString().startsWith("mail: ");
        }
    }

    @Test
    void aSessionThatStaysIsNoticed() throws Exception {
        var soak = new Soak(smtpward, admin(), sink.address());
        // One that is never closed; the others of that client come to nothing.
        soak.course().start("stays", 1, Duration.ofMillis(1), () -> {
            kept.add(Conversation.secured(smtpward.address()));
            soak.course().isOverWithin(Duration.ofMinutes(1));
        });
        SoakReport report = run(soak);
        kept.forEach(Conversation::close);
        assertThat(report.verdict().faults()).containsExactly("sessions: 1 are left, and no client is");
    }

    private static SoakReport run(Soak soak) throws Exception {
        return soak.run(
                new Soak.Plan(
                        Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMinutes(1), 0, Duration.ofSeconds(2)),
                place.directory().resolve("smtpward.log"),
                () -> {},
                sample -> {});
    }

    private static Sink newSink() throws Exception {
        return Sink.start(
                new InetSocketAddress("127.0.0.1", 0), Optional.of(Tls.server(identity.chain(), identity.key())), 1);
    }

    private static InetSocketAddress admin() {
        return new InetSocketAddress("127.0.0.1", place.spare());
    }
}
