package org.smtpward.session;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * What happens to the TLS of a session's legs: the client's ClientHello, and how handshakes end. What STARTTLS means to the
 * conversation is {@link StartTls}' business.
 *
 * <p>As {@link Session}, on its event loop.
 */
public final class TlsEvents {
    private final Session session;

    TlsEvents(Session session) {
        this.session = session;
    }

    /**
     * What the rules say to a ClientHello.
     *
     * @param nameCovered whether a certificate covers the server name, if one was given
     * @return why the handshake has to be refused, or empty
     */
    public Optional<TlsRefusal> onClientHello(ClientHelloFacts hello, boolean nameCovered) {
        session.facts.onClientHello(hello);
        return session.startTls().onClientHello(hello, nameCovered);
    }

    /** Octets came where a ClientHello was due. Does not release them. {@link #onClientTlsRefused()} has to follow. */
    public void onNoClientHello(ByteBuf octets) {
        session.startTls().onNoClientHello(octets);
    }

    /** The ClientHello was refused, and the client has been told. */
    public void onClientTlsRefused() {
        session.ifOpen(() -> session.close(CloseCause.BLOCKED));
    }

    /** The ClientHello is the backend's: it and all that follows is passed on. */
    public void onClientTlsPassedOn() {
        session.ifOpen(() -> {
            session.legs.leaveHandshake();
            session.facts.onTlsPassedOn();
            session.state = SessionState.PASSING_ON;
            session.patience().restart();
        });
    }

    /**
     * The client's handshake is done.
     *
     * @param verifiedClient see {@link SessionFacts#verifiedClient}
     */
    public void onClientTls(String version, Optional<String> verifiedClient) {
        session.ifOpen(() -> {
            session.legs.leaveHandshake();
            session.facts.onTls(version, verifiedClient);
            session.startTls().onClientTls();
            if (!session.legs.isBackendRight()) {
                session.opening().moveToNewConnection(session.startTls().isBackendInTls());
            }
            session.patience().restart();
            session.backend().onClientTls();
        });
    }

    /** The client's handshake failed. */
    public void onClientTlsFailed() {
        session.ifOpen(() -> session.close(CloseCause.CLIENT_TLS_FAILED));
    }

    /** The handshake with the backend is done. */
    public void onBackendTls() {
        session.ifOpen(() -> {
            session.patience().onProgress();
            if (!session.opening().onTls()) {
                session.startTls().onBackendTls();
            }
        });
    }

    /** The handshake with the backend failed; its connection is of no use any more. */
    public void onBackendTlsFailed(TlsTrouble trouble) {
        session.ifOpen(() -> {
            session.listener.onBackendTlsTrouble(session.facts, trouble);
            if (session.opening().isUnderway()) {
                session.ours.leave(CloseCause.BACKEND_TLS_FAILED);
            } else {
                session.startTls().onBackendTlsFailed();
            }
        });
    }

    /** From now on the client's octets belong to the handshake. */
    void onHandshakeBegins() {
        session.state = SessionState.HANDSHAKING;
        session.facts.onHandshakeBegins();
        session.patience().restart();
    }
}
