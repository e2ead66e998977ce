package org.smtpward.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smtpward.policy.RuleMatch;
import org.smtpward.session.Step.Side;

/**
 * One performance of a script. Events:
 *
 * <pre>
 * TLS, TLS failed          the client's handshake ends; 220 must have been its last line in the clear
 * pass                     the ClientHello that came is passed on, and all that follows it
 * B told                   the backend has been told that the client will send no more
 * hello alpn=x,y sni=name  a ClientHello comes, admitted; "uncovered" behind the name: no certificate is for it;
 *                          "refused ALERT" at the end: it must be refused with that alert
 * nohello octets           octets come that are no ClientHello
 * BTLS, BTLS failed        the backend's handshake ends, which must have been begun
 * B connected              the connection to the backend is made: with implicit TLS its handshake begins
 * trouble KIND text        the next reason why there was no TLS with the backend; they need not be named; a star ends it
 * othersource              what the client's handshake will show asks for another connection to the backend
 * reconnect                a new connection to the backend must have been asked for, and is there
 * B gone, B unreachable    the backend's connection ends, or cannot be made
 * C end, C gone            the client sends no more; its connection is gone
 * C breaks, B breaks       the next write to that side ends its connection, which is told from within the write
 * C slow, C fast, B slow, B fast   what that side takes from us
 * reading C B              from whom octets are wanted now
 * drain, drain now         the proxy is to stop, in an orderly way or at once
 * place none|taken|free    no place for a handshake is left from now on; whether we have one
 * bug                      something threw
 * wait 30s                 time passes
 * event RULE ACTION text   the next match of a rule; all have to be named; a star ends the text anywhere
 * message RESULT CODE OCTETS ID    the next message's end; all have to be named; without a code, anything behind the result
 * known                    the backend sees the client's own address
 * closed CAUSE             the session is over
 * </pre>
 */
final class Play {
    /** In what pieces the same octets come and go. */
    enum Manner {
        AS_WRITTEN,
        CLIENT_OCTET_BY_OCTET,
        BACKEND_OCTET_BY_OCTET,
        SLOW_PEERS
    }

    private final Stage stage;
    private final Manner manner;
    private final RecordingLegs legs;
    private final RecordingListener listener = new RecordingListener();
    private final Session session;
    private boolean closeNamed;
    private long mostMemory;

    Play(Stage stage, Manner manner) {
        this.stage = stage;
        this.manner = manner;
        this.legs = new RecordingLegs(manner == Manner.SLOW_PEERS);
        var peer = new Peer("session-1", "smtp", "192.0.2.1", 40_000);
        this.session = new Session(peer, "proxy.example", stage.settings(), legs, listener, legs::now);
        if (manner == Manner.SLOW_PEERS) {
            // A connection that becomes full, or empty, tells it from within the write.
            legs.onWriteToClient = session::onWritabilityChanged;
            legs.onWriteToBackend = session::onWritabilityChanged;
            legs.onFlush = session::onWritabilityChanged;
        }
    }

    RecordingListener run(String script) {
        legs.clientHandshakes = stage.isImplicitTls();
        session.start(stage.isImplicitTls());
        for (Step step : Script.parse(stage.script() + script)) {
            attempt(step.line(), () -> perform(step.what()));
        }
        attempt("(end of the script)", this::end);
        return listener;
    }

    /** Performs the script without looking whether it names everything; gives the matches. */
    List<RuleMatch> runCarelessly(String script) {
        session.start(stage.isImplicitTls());
        Script.parse(stage.script() + script).forEach(step -> attempt(step.line(), () -> perform(step.what())));
        session.onClientGone();
        attempt("(end of the script)", legs::assertNothingLeaks);
        return List.copyOf(listener.matches);
    }

    Session session() {
        return session;
    }

    /** What was seen on all sides, for comparison. */
    String transcript() {
        return "--- the client saw:%n%s%n--- the backend saw:%n%s%n--- matches: %s, messages: %s, ended: %s"
                .formatted(
                        Script.text(legs.client.all()),
                        Script.text(legs.backend.all()),
                        listener.matches.stream().map(RuleMatch::reason).toList(),
                        listener.messages,
                        listener.cause);
    }

    /** The most octets that buffers have held at a time. */
    long mostMemory() {
        return mostMemory;
    }

    private void attempt(String line, Runnable action) {
        try {
            action.run();
            mostMemory = Math.max(mostMemory, legs.allocator.metric().usedHeapMemory());
            assertThat(legs.client.hasUnflushed() || legs.backend.hasUnflushed())
                    .as("written, but not flushed")
                    .isFalse();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("%s: %s%n%s%n%s".formatted(manner, line, e, transcript()), e);
        }
    }

    private void perform(Step.What what) {
        switch (what) {
            case Step.Send send -> send(send.from(), send.octets());
            case Step.SeeLine see -> assertText(seen(see.by()).nextLine(), see.line());
            case Step.SeeOctets see ->
                assertThat(Script.text(seen(see.by()).nextOctets(see.octets().length)))
                        .isEqualTo(Script.text(see.octets()));
            case Step.SeeNothing see ->
                assertThat(Script.text(seen(see.by()).rest())).isEmpty();
            case Step.Event event -> happen(event.name(), event.argument());
        }
    }

    private SeenOctets seen(Side side) {
        return side == Side.CLIENT ? legs.client : legs.backend;
    }

    private static void assertText(String actual, String expected) {
        if (expected.endsWith("*")) {
            assertThat(actual).startsWith(expected.substring(0, expected.length() - 1));
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    private void send(Side from, byte[] octets) {
        boolean fromClient = from == Side.CLIENT;
        Manner cut = fromClient ? Manner.CLIENT_OCTET_BY_OCTET : Manner.BACKEND_OCTET_BY_OCTET;
        int step = manner == cut ? 1 : octets.length;
        for (int i = 0; i < octets.length; i += step) {
            if (fromClient) {
                assertThat(legs.clientHandshakes)
                        .as("octets of the client beside its handshake")
                        .isFalse();
                session.onClientOctets(segment(octets, i, step));
            } else {
                assertThat(legs.backendHandshakes)
                        .as("octets of the backend beside its handshake")
                        .isFalse();
                assertThat(legs.backendIsNew)
                        .as("a new connection that was not named")
                        .isFalse();
                session.onBackendOctets(segment(octets, i, step));
            }
        }
        session.onReadComplete();
    }

    /** Like a read buffer of Netty: with room behind the octets. */
    private ByteBuf segment(byte[] octets, int from, int length) {
        ByteBuf segment = legs.allocator.buffer(Math.max(256, length));
        segment.writeBytes(octets, from, length);
        return segment;
    }

    private void happen(String name, String argument) {
        switch (name) {
            case "TLS" -> onClientHandshake(argument);
            case "pass" -> {
                assertThat(legs.clientHandshakes).as("a handshake was begun").isTrue();
                legs.clientHandshakes = false;
                session.tls().onClientTlsPassedOn();
            }
            case "B told" -> assertThat(legs.backendEnded).isTrue();
            case "BTLS" -> onBackendHandshake(argument);
            case "hello" -> onHello(argument);
            case "nohello" -> {
                assertThat(legs.clientHandshakes).isTrue();
                byte[] octets = Script.octets(argument);
                ByteBuf segment = segment(octets, 0, octets.length);
                session.tls().onNoClientHello(segment);
                segment.release();
                session.tls().onClientTlsRefused();
            }
            case "known" -> legs.clientShown = true;
            case "othersource" -> legs.backendIsWrong = true;
            case "reconnect" -> {
                assertThat(legs.backendIsNew).isTrue();
                legs.backendIsNew = false;
            }
            case "B connected" -> {
                legs.backendHandshakes = stage.isBackendTlsImplicit();
                session.onBackendConnected();
            }
            case "trouble" -> {
                TlsTrouble trouble = listener.troubles.poll();
                assertThat(trouble).as("trouble with TLS").isNotNull();
                assertText(trouble.kind() + " " + trouble.why(), argument);
            }
            case "B gone" -> session.onBackendGone();
            case "B unreachable" -> session.onBackendUnreachable();
            case "C end" -> session.onClientEnd();
            case "C gone" -> session.onClientGone();
            case "C breaks" -> legs.onWriteToClient = session::onClientGone;
            case "B breaks" -> legs.onWriteToBackend = session::onBackendGone;
            case "C slow", "C fast" -> {
                legs.clientWritable = name.endsWith("fast");
                session.onWritabilityChanged();
            }
            case "B slow", "B fast" -> {
                legs.backendWritable = name.endsWith("fast");
                session.onWritabilityChanged();
            }
            case "reading" ->
                assertThat((legs.readsClient ? "C" : "") + (legs.readsBackend ? " B" : ""))
                        .isEqualTo(argument.equals("B") ? " B" : argument);
            case "place" -> legs.place(argument);
            case "bug" -> session.onInternalError();
            case "drain" -> {
                if (argument.equals("now")) {
                    session.onDrainTimeout();
                } else {
                    session.onDrain();
                }
            }
            case "wait" -> legs.pass(Duration.parse("PT" + argument.toUpperCase(Locale.ROOT)));
            case "event" -> assertEvent(argument);
            case "message" -> assertMessage(argument);
            case "closed" -> {
                closeNamed = true;
                assertThat(listener.cause).contains(CloseCause.valueOf(argument));
                assertThat(legs.closed).isTrue();
            }
            default -> throw new IllegalArgumentException("no event: " + name);
        }
    }

    private void onClientHandshake(String outcome) {
        assertThat(legs.clientHandshakes).as("a handshake was begun").isTrue();
        if (!stage.isImplicitTls()) {
            String seen = new String(legs.client.all(), StandardCharsets.ISO_8859_1);
            assertThat(seen).endsWith("\r\n220 2.0.0 Ready to start TLS\r\n");
        }
        legs.clientHandshakes = false;
        if (outcome.isEmpty()) {
            session.tls().onClientTls("TLSv1.3", Optional.empty());
        } else {
            session.tls().onClientTlsFailed();
        }
    }

    private void onBackendHandshake(String outcome) {
        assertThat(legs.backendHandshakes).as("a handshake was begun").isTrue();
        if (outcome.isEmpty()) {
            legs.backendHandshakes = false;
            session.tls().onBackendTls();
        } else {
            session.tls().onBackendTlsFailed(new TlsTrouble(TlsTrouble.Kind.FAILED, "the handshake failed"));
        }
    }

    private void onHello(String argument) {
        Optional<String> name = Optional.empty();
        List<String> alpn = List.of();
        Optional<TlsRefusal> expected = Optional.empty();
        for (String word : argument.split(" ", -1)) {
            if (word.startsWith("alpn=")) {
                alpn = List.of(word.substring(5).split(",", -1));
            } else if (word.startsWith("sni=")) {
                name = Optional.of(word.substring(4));
            } else if (word.matches("[A-Z_]+")) {
                expected = Optional.of(TlsRefusal.valueOf(word));
            }
        }
        var refusal = session.tls().onClientHello(new ClientHelloFacts(name, alpn), !argument.contains(" uncovered"));
        assertThat(refusal).isEqualTo(expected);
        refusal.ifPresent(alert -> session.tls().onClientTlsRefused());
    }

    private void assertMessage(String expected) {
        MessageReport message = listener.messages.poll();
        assertThat(message).as("a message ended").isNotNull();
        String code = message.code().isPresent() ? "" + message.code().getAsInt() : "none";
        assertText(
                "%s %s %d %s"
                        .formatted(
                                message.result(),
                                code,
                                message.octets(),
                                message.queueId().orElse("none")),
                expected.contains(" ") ? expected : expected + " *");
    }

    private void assertEvent(String expected) {
        RuleMatch match = listener.matches.poll();
        assertThat(match).as("a rule matched").isNotNull();
        assertText("%s %s %s".formatted(match.rule().label(), match.action().label(), match.reason()), expected);
    }

    /** Nothing was left unsaid, and nothing was left lying about. */
    private void end() {
        if (!closeNamed) {
            assertThat(listener.cause).as("the end").isEmpty();
            assertThat(legs.backendIsNew)
                    .as("a new connection that was not named")
                    .isFalse();
        }
        assertThat(Script.text(legs.client.rest())).as("more for the client").isEmpty();
        assertThat(Script.text(legs.backend.rest())).as("more for the backend").isEmpty();
        assertThat(listener.matches).as("more matches").isEmpty();
        assertThat(listener.messages).as("more messages").isEmpty();
        assertThat(listener.replies).as("replies that were counted").isEqualTo(codes());
        session.onClientGone();
        legs.assertNothingLeaks();
    }

    /** The codes that the client has seen. */
    private List<Integer> codes() {
        return new String(legs.client.all(), StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.length() == 3 || line.charAt(3) == ' ')
                .map(line -> Integer.valueOf(line.substring(0, 3)))
                .toList();
    }
}
