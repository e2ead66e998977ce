package org.smtpward.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.smtpward.session.Dialogue.play;
import static org.smtpward.session.Dialogue.playUncut;
import static org.smtpward.session.Stage.AFTER_EHLO;
import static org.smtpward.session.Stage.HANDSHAKING;
import static org.smtpward.session.Stage.IN_DATA;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that come from within a write, before the beginning or after the end: each is handled once, and in order. */
class ReentranceTest {
    @Test
    void aClientThatBreaksWhileItIsWrittenToHasLeft() {
        play(AFTER_EHLO, """
                C:  NOOP
                C+: NOOP
                >B: NOOP
                >B: NOOP
                C breaks
                B:  250 one
                S:  250 one
                closed CLIENT_CLOSED
                """);
    }

    @Test
    void aClientThatBreaksWhileItIsRefusedHasLeft() {
        play(AFTER_EHLO, """
                C breaks
                C:  FOO
                S:  500 5.5.1 Command unrecognized
                event unknown-command block *
                closed CLIENT_CLOSED
                """);
    }

    @Test
    void aBackendThatBreaksWhileItIsWrittenToIsGone() {
        play(AFTER_EHLO, """
                B breaks
                C raw: NOOP\\n
                >B: NOOP
                S:  421 4.3.2 mail.example Service not available, try again later
                closed BACKEND_CLOSED
                """);
    }

    @Test
    void aBackendThatBreaksInMailDataHasNotGotTheMail() {
        playUncut(IN_DATA, """
                B breaks
                C raw: text\\n.\\r\\n
                C+ raw: .\\r\\n
                >B raw: text\\r\\n..\\r\\n.\\r\\n
                S:  451 4.3.0 mail.example *
                event bare-newline rewrite *
                closed BACKEND_CLOSED
                message UNFINISHED
                """);
    }

    /** Connecting can fail before the session has begun. */
    @ParameterizedTest(name = "implicit TLS: {0}")
    @ValueSource(booleans = {false, true})
    void aSessionThatEndedBeforeItBeganDoesNotBegin(boolean implicitTls) {
        var legs = new RecordingLegs(false);
        var listener = new RecordingListener();
        Session session = session(legs, listener);
        session.onBackendUnreachable();
        session.start(implicitTls);
        session.onClientGone();
        assertThat(listener.cause).contains(CloseCause.BACKEND_UNREACHABLE);
    }

    static Stream<Named<Consumer<Session>>> events() {
        return Stream.of(
                Named.of("the client ends", Session::onClientEnd),
                Named.of("the client is gone", Session::onClientGone),
                Named.of("the backend is gone", Session::onBackendGone),
                Named.of("the backend is unreachable", Session::onBackendUnreachable),
                Named.of("a leg is writable", Session::onWritabilityChanged),
                Named.of("a ClientHello", ReentranceTest::hello),
                Named.of("the client's hello was refused", session -> session.tls()
                        .onClientTlsRefused()),
                Named.of("the client's handshake is done", session -> session.tls()
                        .onClientTls("TLSv1.3", Optional.empty())),
                Named.of("the client's handshake failed", session -> session.tls()
                        .onClientTlsFailed()),
                Named.of("the backend's handshake is done", session -> session.tls()
                        .onBackendTls()),
                Named.of("the backend's handshake failed", session -> session.tls()
                        .onBackendTlsFailed(new TlsTrouble(TlsTrouble.Kind.FAILED, "why"))),
                Named.of("the backend is connected", Session::onBackendConnected),
                Named.of("drain", Session::onDrain),
                Named.of("drain now", Session::onDrainTimeout),
                Named.of("a bug", Session::onInternalError));
    }

    private static void hello(Session session) {
        session.tls().onClientHello(new ClientHelloFacts(Optional.empty(), List.of()), true);
    }

    /** The last octets of a handshake may be on their way when the session ends. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("events")
    void nothingRevivesASessionThatHasEnded(Consumer<Session> event) {
        var play = new Play(HANDSHAKING, Play.Manner.AS_WRITTEN);
        play.run("""
                B gone
                closed BACKEND_CLOSED
                """);
        // The legs refuse every order after the end, and the listener a second end.
        assertThatCode(() -> {
                    event.accept(play.session());
                    play.session().onDrainTimeout();
                })
                .doesNotThrowAnyException();
    }

    private static Session session(RecordingLegs legs, RecordingListener listener) {
        var peer = new Peer("session-1", "smtp", "192.0.2.1", 40_000);
        return new Session(peer, "proxy.example", AFTER_EHLO.settings(), legs, listener, legs::now);
    }
}
