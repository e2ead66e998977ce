package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a peer sends: nothing throws, nothing leaks or piles up, every session ends. No garbage of a client is a command
 * for the backend, and no garbage of a backend tells a client that something succeeded.
 */
class GarbageTest {
    private static final int SESSIONS = 10_000;

    /** The longest line, of AUTH, in a buffer that has grown for it, and a segment. */
    private static final long MOST_MEMORY = 40_000;

    private static final String GREETING = "220 mail.example ESMTP\r\n";
    private static final Pattern REPLY_LINE = Pattern.compile("[2-5]\\d\\d([ -][^\r]*)?", Pattern.DOTALL);

    @Test
    void noGarbageOfAClientIsACommand() {
        int[] reached = new int[2];
        forEachSeed(seed -> {
            RandomGenerator random = new SplittableRandom(seed);
            var meeting = new Meeting();
            var backend = new StrictBackend();
            boolean greets = random.nextInt(20) > 0;
            if (greets) {
                meeting.fromBackend(GREETING);
            }
            for (byte[] segment : new Garbage(random).ofClient()) {
                meeting.fromClient(segment);
                meeting.letAnswer(backend);
            }
            if (!greets) {
                meeting.fromBackend(GREETING);
                meeting.letAnswer(backend);
            }
            meeting.clientEnds();
            meeting.assertOver();
            reached[0] += backend.commands();
            reached[1] += backend.mails();
        });
        // Not all was stopped at the door.
        assertThat(reached[0]).as("commands").isGreaterThan(SESSIONS);
        assertThat(reached[1]).as("mails").isGreaterThan(SESSIONS / 100);
    }

    @Test
    void noGarbageOfABackendIsASuccess() {
        int[] successes = new int[1];
        forEachSeed(seed -> {
            RandomGenerator random = new SplittableRandom(seed);
            var garbage = new Garbage(random);
            var meeting = new Meeting();
            meeting.fromBackend(random.nextInt(20) > 0 ? GREETING : "");
            for (byte[] segment : garbage.ofBackend()) {
                if (meeting.legs.readsClient) {
                    meeting.fromClient(garbage.honestLine());
                }
                meeting.fromBackend(new String(segment, ISO_8859_1));
            }
            meeting.backendEnds();
            meeting.assertOver();
            successes[0] += meeting.assertNoSuccessWasInvented();
        });
        assertThat(successes[0]).as("honest successes").isGreaterThan(SESSIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "MAIL FROM:<", "AUTH ", "EHLO ", "\u0016\u0003\u0001", "\r", "\0", "NOOP\r\n "})
    void anEndlessLineOfAClientIsNotCollected(String beginning) {
        var meeting = new Meeting();
        meeting.fromBackend(GREETING);
        meeting.fromClient(beginning.getBytes(ISO_8859_1));
        meeting.letAnswer(new StrictBackend());
        for (int i = 0; i < 1_000; i++) {
            meeting.fromClient("x".repeat(1_000).getBytes(ISO_8859_1));
        }
        meeting.clientEnds();
        meeting.assertOver();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "220 ", "220-x\r\n220-", "220", "\r", "\0"})
    void anEndlessLineOfABackendIsNotCollected(String beginning) {
        var meeting = new Meeting();
        meeting.fromBackend(beginning);
        for (int i = 0; i < 1_000; i++) {
            meeting.fromBackend("x".repeat(1_000));
        }
        assertThat(meeting.legs.closed).isTrue();
        meeting.assertOver();
    }

    private static void forEachSeed(LongConsumer session) {
        for (long seed = 0; seed < SESSIONS; seed++) {
            try {
                session.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** One session and what comes to it from both sides. */
    private static final class Meeting {
        private final RecordingLegs legs = new RecordingLegs(false);
        private final StringBuilder backendSaid = new StringBuilder();
        private final Session session = new Session(
                new Peer("session-1", "smtp", "192.0.2.1", 40_000),
                "proxy.example",
                Stage.CONNECTED.settings(),
                legs,
                new RecordingListener(),
                legs::now);

        Meeting() {
            session.start(false);
        }

        void fromClient(byte[] octets) {
            if (legs.closed) {
                return;
            }
            if (legs.clientHandshakes) {
                ByteBuf segment = Unpooled.wrappedBuffer(octets);
                session.tls().onNoClientHello(segment);
                session.tls().onClientTlsRefused();
            } else {
                session.onClientOctets(segment(octets));
                session.onReadComplete();
            }
            assertMemoryIsBounded();
        }

        void fromBackend(String octets) {
            backendSaid.append(octets);
            session.onBackendOctets(segment(octets.getBytes(ISO_8859_1)));
            session.onReadComplete();
            assertMemoryIsBounded();
        }

        /** As long as one word gives another. When all has been said, octets of the client are wanted. */
        void letAnswer(StrictBackend backend) {
            byte[] forBackend = legs.backend.nextOctets(Integer.MAX_VALUE);
            while (forBackend.length > 0) {
                String replies = backend.answer(forBackend);
                if (!replies.isEmpty()) {
                    fromBackend(replies);
                }
                if (backend.hasLeft()) {
                    session.onBackendGone();
                }
                forBackend = legs.backend.nextOctets(Integer.MAX_VALUE);
            }
            boolean greeted = !backendSaid.isEmpty();
            assertThat(legs.closed || legs.clientHandshakes || legs.readsClient || !greeted)
                    .as("goes on")
                    .isTrue();
        }

        void clientEnds() {
            session.onClientEnd();
            assertThat(legs.closed).as("ended with the client").isTrue();
        }

        void backendEnds() {
            session.onBackendGone();
            assertThat(legs.closed).as("ended with the backend").isTrue();
        }

        /** The client was told what it can read, and nothing is left behind. */
        void assertOver() {
            legs.assertNothingLeaks();
            assertThat(lines(clientSaw()))
                    .allMatch(line -> REPLY_LINE.matcher(line).matches());
        }

        /** Every success that the client saw came from the backend, in this order; how many. */
        int assertNoSuccessWasInvented() {
            List<String> shown = successes(clientSaw());
            Iterator<String> said = successes(backendSaid.toString()).iterator();
            for (String code : shown) {
                boolean found = false;
                while (!found && said.hasNext()) {
                    found = said.next().equals(code);
                }
                assertThat(found)
                        .as("%s among what the backend said: %s", shown, backendSaid)
                        .isTrue();
            }
            return shown.size();
        }

        private String clientSaw() {
            return new String(legs.client.all(), ISO_8859_1);
        }

        /** The codes in the last lines of replies. */
        private static List<String> successes(String octets) {
            return lines(octets).stream()
                    .filter(line -> line.matches("(?s)2\\d\\d([ \r].*|)"))
                    .map(line -> line.substring(0, 3))
                    .toList();
        }

        private static List<String> lines(String octets) {
            List<String> lines = new ArrayList<>(List.of(octets.split("\r?\n", -1)));
            assertThat(lines.removeLast()).as("behind the last line").isNotNull();
            return lines;
        }

        private ByteBuf segment(byte[] octets) {
            ByteBuf segment = legs.allocator.buffer(Math.max(256, octets.length));
            return segment.writeBytes(octets);
        }

        private void assertMemoryIsBounded() {
            assertThat(legs.allocator.metric().usedHeapMemory())
                    .as("octets held")
                    .isLessThan(MOST_MEMORY);
        }
    }
}
