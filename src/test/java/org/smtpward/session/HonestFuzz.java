package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.smtpward.command.Cuts;

/**
 * The honest twin of {@link SessionFuzz}: what an honest client and its server say to each other passes octet for octet, however it
 * is cut. The first octet of the input chooses the cuts, the others what {@link HonestClient} says.
 */
class HonestFuzz {
    @FuzzTest
    void honestOctetsPassAsTheyAre(byte[] input) {
        if (input.length < 1) {
            return;
        }
        List<String> groups = HonestClient.groups(Arrays.copyOfRange(input, 1, input.length));
        var random = new Random(input[0]);
        var listener = new RecordingListener();
        var legs = new RecordingLegs(false);
        var backend = new FuzzedBackend(true);
        var session = new Session(
                new Peer("session-1", "smtp", "192.0.2.1", 40_000),
                "proxy.example",
                Stage.CONNECTED.settings(),
                legs,
                listener,
                legs::now);
        session.start(false);
        backend.greet();
        var said = new StringBuilder();
        said.append(answer(session, legs, backend, random));
        for (String group : groups) {
            assertThat(legs.closed).as("closed before %s", group).isFalse();
            for (byte[] segment : Cuts.atRandom(group.getBytes(ISO_8859_1), random)) {
                session.onClientOctets(legs.allocator.buffer(64).writeBytes(segment));
                session.onReadComplete();
                said.append(answer(session, legs, backend, random));
            }
        }
        assertThat(listener.matches).as("matches of rules").isEmpty();
        assertThat(Script.text(legs.backend.all())).isEqualTo(Script.text(HonestClient.octets(groups)));
        assertThat(Script.text(legs.client.all()))
                .isEqualTo(Script.text(said.toString().getBytes(ISO_8859_1)));
        assertThat(listener.cause).contains(CloseCause.QUIT);
        legs.assertNothingLeaks();
    }

    /** What the backend says to what it got. */
    private static String answer(Session session, RecordingLegs legs, FuzzedBackend backend, Random random) {
        backend.take(legs.backend.nextOctets(Integer.MAX_VALUE));
        String said = backend.takeOutput();
        for (byte[] segment : Cuts.atRandom(said.getBytes(ISO_8859_1), random)) {
            session.onBackendOctets(legs.allocator.buffer(64).writeBytes(segment));
        }
        session.onReadComplete();
        return said;
    }
}
