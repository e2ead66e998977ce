package org.smtpward.session;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smtpward.policy.Phase;
import org.smtpward.policy.SessionView;

/** Who a session is and how far it has come: what rules, logs and events may know of it. */
final class Facts implements SessionView, SessionFacts {
    private final Peer peer;
    private String host;
    private Phase phase = Phase.GREETING;
    private Conversation conversation = new Conversation();
    private @Nullable ClientHelloFacts clientHello;
    private @Nullable String tlsVersion;

    Facts(Peer peer, String host) {
        this.peer = peer;
        this.host = host;
    }

    Conversation conversation() {
        return conversation;
    }

    /** Both sides forget what they knew (RFC 3207 §4.2). */
    void startAfresh(Conversation next) {
        conversation = next;
    }

    void onGreeted(Optional<String> backendHost) {
        host = backendHost.orElse(host);
        if (phase == Phase.GREETING) {
            phase = Phase.CLEAR;
        }
    }

    void onHandshakeBegins() {
        phase = Phase.HANDSHAKE;
    }

    void onClientHello(ClientHelloFacts hello) {
        clientHello = hello;
    }

    void onTlsPassedOn() {
        phase = Phase.TLS;
    }

    void onTls(String version) {
        tlsVersion = version;
        phase = Phase.TLS;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public boolean allowsUtf8(boolean askedByThisCommand) {
        return conversation.smtpUtf8Offered && (askedByThisCommand || conversation.smtpUtf8Asked);
    }

    @Override
    public String id() {
        return peer.sessionId();
    }

    @Override
    public String listener() {
        return peer.listener();
    }

    @Override
    public String clientAddress() {
        return peer.address();
    }

    @Override
    public int clientPort() {
        return peer.port();
    }

    @Override
    public Optional<ClientHelloFacts> clientHello() {
        return Optional.ofNullable(clientHello);
    }

    @Override
    public Optional<String> tlsVersion() {
        return Optional.ofNullable(tlsVersion);
    }
}
