package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.smtpward.maildata.MailDataScanner;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.RuleMatch;
import org.smtpward.policy.SessionRules;

/**
 * One client's conversation and the backend connection that serves it. Octets and events come in, octets and orders go out
 * through {@link Legs}; nothing here knows a socket. What the client's octets mean is {@link ClientOctets}' business, what
 * the backend's replies mean {@link BackendReplies}', STARTTLS {@link StartTls}'.
 *
 * <p>All methods are called on one event loop and none blocks. Buffers handed in belong to the session.
 */
public final class Session implements SessionRules.MatchListener {
    final SessionSettings settings;
    final Legs legs;
    final SessionListener listener;
    final Facts facts;
    final SessionRules rules;
    final OutstandingCommands outstanding = new OutstandingCommands();
    final OurReplies ours;
    final Passage toClient;
    /** Not final, for tests that look at each octet as the session does. */
    Passage toBackend;

    private final ClientOctets client;
    private final BackendReplies backend;
    private final StartTls startTls;
    private final BackendOpening opening;
    private final TlsEvents tls;
    private final Patience patience;
    private final Drain drain = new Drain(this);
    private final Turns turns = new Turns(this::settle);

    SessionState state = SessionState.waitingFor(SessionState.Awaited.GREETING);
    private boolean reading;
    private boolean clientEnded;

    /**
     * @param peer who the client is
     * @param hostName our name in replies until the backend has told its own
     * @param clock nanoseconds that never go back
     */
    public Session(
            Peer peer,
            String hostName,
            SessionSettings settings,
            Legs legs,
            SessionListener listener,
            LongSupplier clock) {
        this.facts = new Facts(peer, hostName);
        this.settings = settings;
        this.legs = legs;
        this.listener = listener;
        this.rules =
                new SessionRules(settings.policy(), facts, settings.limits().badCommands(), this);
        this.ours = new OurReplies(this);
        this.toClient = new Passage(legs::toClient);
        this.toBackend = new Passage(legs::toBackend);
        this.client = new ClientOctets(this);
        this.backend = new BackendReplies(this);
        this.startTls = new StartTls(this);
        this.opening = new BackendOpening(this);
        this.tls = new TlsEvents(this);
        this.patience = new Patience(this, clock);
    }

    /** The backend is being connected; the client has nothing to say before its greeting (RFC 5321 §3.1). */
    public void start(boolean implicitTls) {
        ifOpen(() -> {
            outstanding.add(Outstanding.GREETING);
            if (implicitTls) {
                tls.onHandshakeBegins();
            } else {
                patience.restart();
            }
        });
    }

    /** What happens to the TLS of either leg. */
    public TlsEvents tls() {
        return tls;
    }

    /** Who the session is, for logs. */
    public SessionFacts facts() {
        return facts;
    }

    /** Octets of the client, decrypted. More may follow at once; behind the last comes {@link #onReadComplete()}. */
    public void onClientOctets(ByteBuf octets) {
        reading = true;
        turns.take(() -> {
            patience.onClientOctets();
            client.take(octets);
        });
    }

    /** The client will send nothing more (FIN or close_notify); it may still want replies. */
    public void onClientEnd() {
        ifOpen(() -> {
            clientEnded = true;
            if (state instanceof SessionState.PassingOn) {
                legs.endBackend();
            }
            if (state instanceof SessionState.Handshaking) {
                close(CloseCause.CLIENT_TLS_FAILED);
            }
        });
    }

    /** The client's connection is gone. */
    public void onClientGone() {
        ifOpen(() -> close(state instanceof SessionState.PassingOn ? CloseCause.PASSED_ON : CloseCause.CLIENT_CLOSED));
    }

    /** Octets of the backend, decrypted; likewise. */
    public void onBackendOctets(ByteBuf octets) {
        reading = true;
        turns.take(() -> {
            patience.onBackendOctets();
            backend.take(octets);
        });
    }

    /** Nothing more is at hand: what was written in the meantime is sent, all of it at once. */
    public void onReadComplete() {
        reading = false;
        if (!isClosed()) {
            legs.flush();
        }
    }

    /** The connection to the backend is made; with {@code backend.tls = implicit} its handshake begins. */
    public void onBackendConnected() {
        ifOpen(() -> {
            patience.onProgress();
            opening.onConnected();
        });
    }

    /** No connection to the backend could be made. */
    public void onBackendUnreachable() {
        ifOpen(() -> ours.leave(CloseCause.BACKEND_UNREACHABLE));
    }

    /** The backend's connection ended. */
    public void onBackendGone() {
        ifOpen(backend::onGone);
    }

    /** A leg takes octets again, or does not any longer. */
    public void onWritabilityChanged() {
        turns.settle();
    }

    /** The proxy is to stop: a transaction may end first, and who has had none yet may have one. */
    public void onDrain() {
        ifOpen(drain::begin);
    }

    /** The proxy stops now. */
    public void onDrainTimeout() {
        ifOpen(() -> ours.leave(CloseCause.DRAINED));
    }

    /** Nothing has happened for as long as {@code cause} allows. */
    void onImpatient(CloseCause cause) {
        ifOpen(() -> {
            if (cause == CloseCause.BACKEND_TLS_FAILED) {
                listener.onBackendTlsTrouble(facts, TlsTrouble.TOO_LONG);
            }
            if (state instanceof SessionState.Leaving leaving) {
                ours.farewellNow(leaving.reply(), leaving.cause());
            } else {
                ours.leave(cause);
            }
        });
    }

    /** We have a bug: whatever was promised so far holds, nothing else is. */
    public void onInternalError() {
        ifOpen(() -> ours.leave(CloseCause.INTERNAL_ERROR));
    }

    @Override
    public void onMatch(RuleMatch match) {
        boolean maybeSecret = facts.conversation().authTried && match.rule() == RuleId.UNKNOWN_COMMAND;
        listener.onRuleMatch(facts, maybeSecret ? match.withoutPreview() : match);
    }

    /** Closes both connections without a last reply; what was written to the client is sent first. */
    void close(CloseCause cause) {
        close(cause, OptionalInt.empty());
    }

    /** Likewise. {@code code} is that of the last reply, which answers mail data if there is some in doubt. */
    void close(CloseCause cause, OptionalInt code) {
        if (isClosed()) {
            return;
        }
        ours.octetsInDoubt()
                .ifPresent(
                        octets -> listener.onMessage(facts, MessageReport.of(MessageResult.UNFINISHED, code, octets)));
        state = new SessionState.Closed(cause);
        outstanding.clear();
        client.clear();
        backend.clear();
        legs.close();
        listener.onClosed(facts, cause);
    }

    /** An event that means nothing any more when the session is over. */
    void ifOpen(Runnable event) {
        turns.take(() -> {
            if (!isClosed()) {
                event.run();
            }
        });
    }

    /** Done after every event: decodes what has become decodable, sends, and tells both legs whether to read on. */
    private void settle() {
        if (!isClosed()) {
            client.decode();
            ours.answerOurs();
        }
        if (!isClosed() && clientEnded && isIdle()) {
            close(CloseCause.CLIENT_CLOSED);
        }
        if (!isClosed()) {
            if (!reading) {
                legs.flush();
            }
            legs.readClient(!clientEnded && client.wantsOctets() && legs.isBackendWritable());
            legs.readBackend(!(state instanceof SessionState.Handshaking) && legs.isClientWritable());
            patience.onSettled();
        }
    }

    /** Whether nobody owes a client anything that has ended. It will not finish what it began. */
    private boolean isIdle() {
        return outstanding.isEmpty() && !isInTlsOfOthers() && !client.isHeldBack();
    }

    Drain drain() {
        return drain;
    }

    /** Whether what we would say in the clear would be taken for TLS. */
    boolean isInTlsOfOthers() {
        return state instanceof SessionState.Handshaking || state instanceof SessionState.PassingOn;
    }

    boolean isClosed() {
        return state instanceof SessionState.Closed;
    }

    /** The backend's greeting is here. */
    void onGreeted(Optional<String> backendHost) {
        facts.onGreeted(backendHost);
        client.onGreeting();
        if (!isClosed()) {
            state = SessionState.COMMANDS;
        }
    }

    /** The backend waits for mail data. */
    void onMailDataBegins() {
        state = new SessionState.MailData(new MailDataScanner(DataInspector.of(this)));
        patience.onMailDataBegins();
    }

    Patience patience() {
        return patience;
    }

    StartTls startTls() {
        return startTls;
    }

    BackendOpening opening() {
        return opening;
    }

    BackendReplies backend() {
        return backend;
    }
}
