package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.smtpward.command.Command;
import org.smtpward.policy.Phase;
import org.smtpward.policy.Preview;
import org.smtpward.policy.RuleId;
import org.smtpward.policy.rule.ForeignProtocol;
import org.smtpward.reply.BackendReply;
import org.smtpward.reply.Reply;

/**
 * STARTTLS of the client (RFC 3207), ended by us, and in the mode {@code mirror} the same with the backend before we
 * answer 220: so sendmail's own rules about TLS, its AUTH offer and its Received lines stay true.
 */
final class StartTls {
    private static final byte[] COMMAND = "STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Session session;
    private boolean backendInTls;
    private boolean backendHandshakeFailed;

    StartTls(Session session) {
        this.session = session;
    }

    /** Whether the client may see the keyword. */
    boolean isOffered() {
        return switch (session.settings.clientTls()) {
            case NONE -> false;
            case ENDED_HERE ->
                session.facts.phase() != Phase.TLS
                        && session.settings.certificateUsable().getAsBoolean();
            case PASSED_ON -> session.facts.conversation().backendStartTls == Conversation.Offer.YES;
        };
    }

    /** One that is refused is followed by commands, in whatever segments they come: there is no TLS to inject into. */
    void onCommand(Command command) {
        if (session.facts.phase() == Phase.TLS) {
            session.ours.refuse(Reply.tlsAlreadyActive());
        } else if (session.settings.clientTls() == ClientTls.NONE) {
            session.ours.refuse(Reply.tlsNotOffered());
        } else if (command.hasArgument()) {
            session.ours.refuse(Reply.noParametersAllowed());
        } else {
            session.state = SessionState.STARTING_TLS;
            session.outstanding.add(Outstanding.START_TLS);
            // What arrived behind it in the same segment is looked at before this is answered.
        }
    }

    /** Octets in the clear behind STARTTLS: never decrypted, never forwarded (CVE-2011-0411). */
    void onPlaintext(ByteBuf octets) {
        if (!blocksInjection(octets)) {
            // Thrown away, as sendmail itself does it.
            return;
        }
        Reply reply = Reply.plaintextBehindStartTls(session.facts.host());
        if (session.outstanding.removeLast(Outstanding.START_TLS)) {
            session.ours.farewell(reply, CloseCause.BLOCKED);
        } else {
            session.ours.farewellNow(reply, CloseCause.BLOCKED);
        }
    }

    private boolean blocksInjection(ByteBuf octets) {
        return session.rules.ends(RuleId.STARTTLS_INJECTION, "octets in the clear behind STARTTLS", Preview.of(octets));
    }

    /** Everything before STARTTLS has been answered. */
    void begin() {
        Conversation conversation = session.facts.conversation();
        boolean mirror = session.settings.mirrorsTls() && conversation.backendStartTls != Conversation.Offer.NO;
        if (conversation.inTransaction) {
            stayInTheClear(Reply.tlsNotPermittedInTransaction());
        } else if (isPassedOn()) {
            askBackend();
        } else if (!session.settings.certificateUsable().getAsBoolean()) {
            stayInTheClear(Reply.tlsTemporarilyNotPossible());
        } else if (conversation.authenticated && !mirror) {
            stayInTheClear(Reply.tlsNotPermittedAfterAuth());
        } else if (mirror && backendHandshakeFailed) {
            stayInTheClear(Reply.tlsHandshakeFailed());
        } else if (!session.legs.enterHandshake()) {
            stayInTheClear(Reply.tlsTemporarilyNotPossible());
        } else if (mirror) {
            askBackend();
        } else {
            handshakeWithClient(Reply.readyToStartTls().encode(session.legs.allocator()));
        }
    }

    private boolean isPassedOn() {
        return session.settings.clientTls() == ClientTls.PASSED_ON;
    }

    private void askBackend() {
        session.outstanding.add(Outstanding.BACKEND_START_TLS);
        session.toBackend.write(Unpooled.wrappedBuffer(COMMAND));
    }

    private void stayInTheClear(Reply reply) {
        session.legs.leaveHandshake();
        session.state = SessionState.COMMANDS;
        session.ours.refuse(reply);
    }

    /** {@code ready} is the 220, ours or the backend's. */
    private void handshakeWithClient(ByteBuf ready) {
        session.tls().onHandshakeBegins();
        session.listener.onReply(220);
        session.toClient.leave();
        session.legs.startClientTls(ready);
    }

    /** The backend's reply to our STARTTLS. */
    void onBackendReply(BackendReply reply) {
        if (reply.code() == 220 && session.backend().hasMore()) {
            // Response injection: octets in the clear that would be taken for replies inside TLS.
            session.ours.leave(CloseCause.BACKEND_PROTOCOL);
        } else if (reply.code() == 220 && isPassedOn()) {
            handshakeWithClient(reply.octets().retainedSlice());
        } else if (reply.code() == 220) {
            session.legs.startBackendTls();
        } else if (reply.code() == 421) {
            session.ours.leave(CloseCause.BACKEND_CLOSED);
        } else if (isPassedOn()) {
            session.state = SessionState.COMMANDS;
            session.backend().show(reply);
        } else if (isNotOffered(reply) && !session.facts.conversation().authenticated) {
            handshakeWithClient(Reply.readyToStartTls().encode(session.legs.allocator()));
        } else {
            String why = "the backend refuses STARTTLS with " + reply.code();
            session.listener.onBackendTlsTrouble(session.facts, new TlsTrouble(TlsTrouble.Kind.REFUSED, why));
            stayInTheClear(Reply.startTlsFailed());
        }
    }

    /** The client asked for TLS without EHLO, so nobody knew whether the backend has it: it does not. */
    private boolean isNotOffered(BackendReply reply) {
        return reply.code() / 100 == 5 && session.facts.conversation().backendStartTls == Conversation.Offer.UNKNOWN;
    }

    /** Whether TLS of the client has made TLS with the backend. */
    boolean isBackendInTls() {
        return backendInTls;
    }

    void onBackendTls() {
        backendInTls = true;
        handshakeWithClient(Reply.readyToStartTls().encode(session.legs.allocator()));
    }

    /** The client stays in the clear, on a new connection that stands where the old one stood. */
    void onBackendTlsFailed() {
        backendHandshakeFailed = true;
        if (session.facts.conversation().authenticated) {
            session.ours.leave(CloseCause.BACKEND_CLOSED);
            return;
        }
        session.backend().startAfresh();
        session.outstanding.add(Outstanding.NEW_GREETING);
        session.legs.reconnectBackend();
    }

    void onNewGreeting(BackendReply reply) {
        byte[] hello = session.facts.conversation().hello;
        if (!reply.isPositive()) {
            session.ours.leave(CloseCause.BACKEND_UNREACHABLE);
        } else if (hello == null) {
            onRestored();
        } else {
            session.outstanding.add(Outstanding.NEW_HELLO);
            session.toBackend.write(Unpooled.wrappedBuffer(hello));
        }
    }

    /** The backend's reply to the hello that we have said again. */
    void onNewHello(BackendReply reply) {
        if (reply.isPositive()) {
            onRestored();
        } else {
            session.ours.leave(CloseCause.BACKEND_CLOSED);
        }
    }

    private void onRestored() {
        stayInTheClear(Reply.tlsHandshakeFailed());
    }

    /** Strict ALPN (RFC 7301 §3.2) and SNI (RFC 6066 §3; RFC 9325 §3.7, §3.8). */
    Optional<TlsRefusal> onClientHello(ClientHelloFacts hello, boolean nameCovered) {
        if (!hello.alpn().isEmpty() && hello.alpn().stream().noneMatch(session.settings.alpn()::contains)) {
            String preview = preview(String.join(",", hello.alpn()));
            if (session.rules.ends(RuleId.ALPN, "offers application protocols, but none of SMTP's", preview)) {
                return Optional.of(TlsRefusal.NO_APPLICATION_PROTOCOL);
            }
        }
        if (hello.serverName().isPresent() && !nameCovered) {
            String preview = preview(hello.serverName().get());
            if (session.rules.ends(RuleId.SNI, "asks for a name that no certificate covers", preview)) {
                return Optional.of(TlsRefusal.UNRECOGNIZED_NAME);
            }
        }
        return Optional.empty();
    }

    private static String preview(String text) {
        return Preview.of(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** There is no TLS without a ClientHello, so the session will end whatever the mode of the rule. */
    void onNoClientHello(ByteBuf octets) {
        Optional<String> protocol = ForeignProtocol.classify(octets);
        if (protocol.isPresent()) {
            session.rules.ends(RuleId.FOREIGN_PROTOCOL, "looks like " + protocol.get(), Preview.of(octets));
        } else {
            blocksInjection(octets);
        }
    }

    /** Both sides forget what they knew (RFC 3207 §4.2); a backend that took no part has to be told by EHLO. */
    void onClientTls() {
        boolean implicit = session.outstanding.contains(Outstanding.GREETING);
        Conversation forgotten = session.facts.conversation();
        session.facts.startAfresh(new Conversation());
        session.facts.conversation().helloNeeded = !implicit && !backendInTls;
        session.facts.conversation().backendStartTls = forgotten.backendStartTls;
        session.state = implicit ? SessionState.waitingFor(SessionState.Awaited.GREETING) : SessionState.COMMANDS;
    }
}
