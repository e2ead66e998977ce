package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.smtpward.command.Cuts;
import org.smtpward.command.Verb;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleMatch;
import org.smtpward.rewrite.Rewriter;

/**
 * One session between a client and a {@link FuzzedBackend}, as the octets of an input say. The first octet chooses settings, the
 * second how segments are cut; then steps, each ended by an octet 0xFF, that begin with a letter:
 *
 * <pre>
 * C  the client sends the octets that follow       X  the same as often as the first of them says
 * B  the backend's next reply is the text that follows        U  the backend sends the octets that follow, unasked
 * G  the backend greets, if it has not             H, R  it holds its replies back; lets them go
 * T, F  the handshake that is due succeeds; fails
 * E  the client ends, V it is gone, W the backend is gone
 * S, Q  the client, the backend takes no more octets; s, q  they do again
 * D, d  the proxy drains; drains no longer         P  time passes
 * </pre>
 */
final class FuzzedMeeting implements SessionListener {
    private static final byte END = (byte) 0xff;
    private static final long MOST_MEMORY = 200_000;

    private final boolean slow;
    private final boolean greetsLate;
    private final int cut;
    private final FuzzedBackend backend;
    private final SessionsView legs;
    private final Session session;
    private final StringBuilder backendSaid = new StringBuilder();
    private int accepted;
    private int begun;
    private int messages;
    private boolean greeted;
    private boolean holds;

    /** The backend gave one reply to each thing, and was there: what it read can be compared. */
    private boolean lawful = true;

    FuzzedMeeting(int settings, int cut) {
        this(stage(settings), settings, cut);
    }

    FuzzedMeeting(Stage stage, int settings, int cut) {
        this.slow = (settings & 1) != 0;
        this.greetsLate = (settings & 2) != 0;
        this.cut = cut;
        this.backend = new FuzzedBackend((settings & 16) == 0);
        this.legs = new SessionsView(slow, this::state);
        this.session = new Session(
                new Peer("session-1", "smtp", "192.0.2.1", 40_000),
                "proxy.example",
                stage.settings(),
                legs,
                this,
                legs::now);
        session.toBackend = new Passage(legs::toBackend) {
            @Override
            void pass(ByteBuf in, int start, int end) {
                super.pass(in, start, end);
                // In the state that it was taken in, not together with what follows.
                leave();
            }
        };
    }

    private static Stage stage(int settings) {
        boolean mirrors = (settings & 4) != 0;
        boolean rejects = (settings & 8) != 0;
        NewlineTreatment newlines = rejects ? NewlineTreatment.REJECT : NewlineTreatment.NORMALIZE;
        boolean traced = (settings & 32) != 0;
        return (traced ? Stage.CONNECTED.traced() : Stage.CONNECTED)
                .backendTls(mirrors ? BackendTls.MIRROR : BackendTls.NEVER)
                .outstandingCommands(5)
                .newlines(newlines, newlines);
    }

    private SessionState state() {
        return session.state;
    }

    void play(byte[] input) {
        session.start(false);
        if (!greetsLate) {
            greet();
        }
        settle();
        int at = 2;
        while (at < input.length) {
            int end = at;
            while (end < input.length && input[end] != END) {
                end++;
            }
            if (end > at) {
                step((char) input[at], Arrays.copyOfRange(input, at + 1, end));
                settle();
            }
            at = end + 1;
        }
        end();
    }

    private void step(char what, byte[] rest) {
        String text = new String(rest, ISO_8859_1);
        switch (what) {
            case 'C' -> fromClient(rest);
            case 'X' -> fromClient(repeated(rest));
            case 'B' -> {
                lawful &= FuzzedReply.isOne(text);
                backend.reply(text);
            }
            case 'U' -> {
                lawful = false;
                fromBackend(text);
            }
            case 'G' -> greet();
            case 'H', 'R' -> holds = what == 'H';
            case 'T', 'F' -> handshake(what == 'T');
            case 'E' -> session.onClientEnd();
            case 'V' -> session.onClientGone();
            case 'W' -> session.onBackendGone();
            case 'S', 's' -> {
                legs.clientWritable = what == 's';
                session.onWritabilityChanged();
            }
            case 'Q', 'q' -> {
                legs.backendWritable = what == 'q';
                session.onWritabilityChanged();
            }
            case 'D' -> session.onDrain();
            case 'd' -> session.onDrainTimeout();
            case 'P' -> legs.pass(Duration.ofMinutes(rest.length + 1));
            default -> {}
        }
    }

    private static byte[] repeated(byte[] rest) {
        if (rest.length == 0) {
            return rest;
        }
        String text = new String(rest, 1, rest.length - 1, ISO_8859_1);
        String many = text.repeat(rest[0] & 0xff);
        return many.substring(0, Math.min(many.length(), 32_000)).getBytes(ISO_8859_1);
    }

    private void greet() {
        if (!greeted) {
            greeted = true;
            backend.greet();
        }
    }

    private void fromClient(byte[] octets) {
        for (byte[] segment : cut(octets)) {
            if (legs.clientHandshakes && !legs.closed) {
                ByteBuf buffer = segment(segment);
                session.tls().onNoClientHello(buffer);
                buffer.release();
                session.tls().onClientTlsRefused();
            } else {
                session.onClientOctets(segment(segment));
            }
        }
        session.onReadComplete();
    }

    private void fromBackend(String octets) {
        backendSaid.append(octets);
        for (byte[] segment : cut(octets.getBytes(ISO_8859_1))) {
            session.onBackendOctets(segment(segment));
        }
        session.onReadComplete();
    }

    /** An odd number cuts, an even one does not. */
    private List<byte[]> cut(byte[] octets) {
        List<byte[]> segments = (cut & 1) == 0 ? List.of(octets) : Cuts.atRandom(octets, new Random(cut));
        return segments.stream().filter(segment -> segment.length > 0).toList();
    }

    private ByteBuf segment(byte[] octets) {
        return legs.allocator.buffer(Math.max(64, octets.length)).writeBytes(octets);
    }

    private void handshake(boolean succeeds) {
        if (legs.closed) {
            return;
        }
        if (legs.backendHandshakes && succeeds) {
            legs.backendHandshakes = false;
            backend.onTls();
            session.tls().onBackendTls();
        } else if (legs.backendHandshakes) {
            session.tls().onBackendTlsFailed(new TlsTrouble(TlsTrouble.Kind.FAILED, "the handshake failed"));
        } else if (legs.clientHandshakes && succeeds) {
            legs.clientHandshakes = false;
            session.tls().onClientTls("TLSv1.3", Optional.empty());
        } else if (legs.clientHandshakes) {
            session.tls().onClientTlsFailed();
        }
    }

    /** One word gives another. */
    private void settle() {
        boolean more = true;
        while (more) {
            if (legs.backendIsNew) {
                legs.backendIsNew = false;
                backend.begin();
                backend.greet();
            }
            byte[] octets = legs.backend.nextOctets(Integer.MAX_VALUE);
            backend.take(octets);
            String said = holds || legs.backendHandshakes ? "" : backend.takeOutput();
            if (!said.isEmpty()) {
                fromBackend(said);
            }
            more = octets.length > 0 || !said.isEmpty();
        }
        if (!slow) {
            assertThat(legs.allocator.metric().usedHeapMemory())
                    .as("octets held")
                    .isLessThan(MOST_MEMORY);
        }
    }

    private void end() {
        var judge = new FuzzedMeetingJudge(legs, backend, session.state);
        if (lawful) {
            judge.assertSendmailSawWhatWeSaw();
            judge.assertRepliesAreThoseToWhatWeSaw(holds);
            judge.assertAcceptedWasAccepted(accepted);
        }
        judge.assertNoSuccessWasInvented(backendSaid.toString());
        session.onClientGone();
        assertThat(legs.closed).as("ended with the client").isTrue();
        assertThat(messages).as("messages that were reported").isEqualTo(begun);
        legs.assertNothingLeaks();
    }

    @Override
    public void onCommand(Verb verb, Phase phase) {
        legs.onCommand(verb);
    }

    @Override
    public void onMessage(SessionFacts facts, MessageReport message) {
        messages++;
        accepted += message.result() == MessageResult.ACCEPTED ? 1 : 0;
    }

    @Override
    public void onRuleMatch(SessionFacts facts, RuleMatch match) {}

    @Override
    public void onReply(int code) {
        begun += code == 354 ? 1 : 0;
    }

    @Override
    public void onReplyRewritten(Rewriter rewriter) {}

    @Override
    public void onBackendTlsTrouble(SessionFacts facts, TlsTrouble trouble) {}

    @Override
    public void onClosed(SessionFacts facts, CloseCause cause) {}
}
