package org.smtpward.session;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.smtpward.reply.BackendReply;
import org.smtpward.rewrite.EhloKeywords;

/**
 * Brings a connection to the backend to where the client can be served, without the client hearing of it. The first one into
 * TLS: with {@code backend.tls = always} by an EHLO and a STARTTLS of ours, while the backend's greeting waits; with {@code
 * implicit} from the first octet. One that takes the place of another, since the client has shown a certificate, to where
 * that one stood; its greeting is nobody's. Whatever goes wrong ends the session, since nobody is to be served in the clear.
 *
 * <pre>
 * always:   GreetingDue ──220──▶ Asking ──250, 220──▶ Handshaking ──done, the greeting is shown──▶ Done
 * implicit: Connecting ──connected──▶ Handshaking ──done──▶ Done, the greeting is due
 * </pre>
 */
final class BackendOpening {
    private final Session session;
    private Step step;
    private boolean clientIsGreeted;

    private sealed interface Step {
        /** Nothing is between the client and the backend, or nothing any more. */
        record Done() implements Step {}

        /** TLS begins with the connection. */
        record Connecting() implements Step {}

        /** The backend's greeting; in the clear, if TLS follows. */
        record GreetingDue(boolean tlsFollows) implements Step {}

        /** EHLO or STARTTLS was said; the greeting waits. */
        record Asking(BackendReply greeting) implements Step {}

        /** TLS is being made; afterwards the greeting is shown, if it was in the clear. */
        record Handshaking(Optional<BackendReply> greeting) implements Step {}
    }

    BackendOpening(Session session) {
        this.session = session;
        this.step = firstStep();
    }

    private Step firstStep() {
        return switch (session.settings.backendTls()) {
            case NEVER, MIRROR -> new Step.Done();
            case ALWAYS -> new Step.GreetingDue(true);
            case IMPLICIT -> new Step.Connecting();
        };
    }

    /**
     * Begins again on a new connection. To be called when nobody owes anything but the greeting.
     *
     * @param inTls whether the connection before was in TLS
     */
    void moveToNewConnection(boolean inTls) {
        clientIsGreeted = !session.outstanding.contains(Outstanding.GREETING);
        step = firstStep();
        if (clientIsGreeted) {
            session.outstanding.add(Outstanding.GREETING);
            session.state = SessionState.waitingFor(SessionState.Awaited.OTHER_REPLY);
            if (!isUnderway()) {
                step = new Step.GreetingDue(inTls);
            }
        }
        session.backend().startAfresh();
        session.legs.reconnectBackend();
    }

    boolean isUnderway() {
        return !(step instanceof Step.Done);
    }

    boolean isHandshaking() {
        return step instanceof Step.Handshaking;
    }

    void onConnected() {
        if (step instanceof Step.Connecting) {
            step = new Step.Handshaking(Optional.empty());
        }
    }

    /** Whether the greeting is not for the client, or not yet. */
    boolean takes(BackendReply greeting) {
        if (!(step instanceof Step.GreetingDue due)) {
            return false;
        }
        if (!greeting.isPositive() && clientIsGreeted) {
            session.ours.leave(CloseCause.BACKEND_CLOSED);
        } else if (!due.tlsFollows()) {
            finish();
        } else if (!greeting.isPositive()) {
            // The client may know why it is refused, but nothing that it says may follow in the clear.
            session.backend().greet(greeting);
            session.close(CloseCause.BACKEND_CLOSED);
        } else if (!hasAnsweredAhead()) {
            step = new Step.Asking(copy(greeting));
            session.outstanding.add(Outstanding.OPENING_HELLO);
            say("EHLO " + session.facts.host() + "\r\n");
        }
        return true;
    }

    void onHello(BackendReply reply) {
        if (isGoodbye(reply) || hasAnsweredAhead()) {
            return;
        }
        if (!reply.isPositive()) {
            refused("the backend refuses our EHLO with " + reply.code());
        } else if (!EhloKeywords.offered(reply).contains("STARTTLS")) {
            refused("the backend does not offer STARTTLS");
        } else {
            session.outstanding.add(Outstanding.OPENING_START_TLS);
            say("STARTTLS\r\n");
        }
    }

    void onStartTls(BackendReply reply) {
        if (isGoodbye(reply) || hasAnsweredAhead()) {
            return;
        }
        if (reply.code() != 220) {
            refused("the backend refuses STARTTLS with " + reply.code());
        } else if (step instanceof Step.Asking asking) {
            step = new Step.Handshaking(Optional.of(asking.greeting()));
            session.legs.startBackendTls();
        }
    }

    /** The backend's handshake is done; tells whether it was ours to make. */
    boolean onTls() {
        if (step instanceof Step.Handshaking handshaking) {
            if (!clientIsGreeted) {
                step = new Step.Done();
                handshaking.greeting().ifPresent(session.backend()::greet);
            } else if (handshaking.greeting().isPresent()) {
                finish();
            } else {
                step = new Step.GreetingDue(false);
            }
            return true;
        }
        return false;
    }

    /** The new connection stands where the old one stood. */
    private void finish() {
        step = new Step.Done();
        session.state = SessionState.COMMANDS;
    }

    private void say(String command) {
        session.toBackend.write(Unpooled.copiedBuffer(command, StandardCharsets.US_ASCII));
    }

    private void refused(String why) {
        session.listener.onBackendTlsTrouble(session.facts, new TlsTrouble(TlsTrouble.Kind.REFUSED, why));
        session.ours.leave(CloseCause.BACKEND_TLS_FAILED);
    }

    private boolean isGoodbye(BackendReply reply) {
        if (reply.code() == 421) {
            session.ours.leave(CloseCause.BACKEND_CLOSED);
        }
        return session.isClosed();
    }

    /** Response injection: behind 220 it would be taken for a reply inside TLS, and before nobody has asked anything yet. */
    private boolean hasAnsweredAhead() {
        if (session.backend().hasMore()) {
            session.ours.leave(CloseCause.BACKEND_PROTOCOL);
        }
        return session.isClosed();
    }

    /** On the heap, where nobody has to release it. */
    private static BackendReply copy(BackendReply reply) {
        return new BackendReply(reply.code(), Unpooled.wrappedBuffer(ByteBufUtil.getBytes(reply.octets())));
    }
}
