package org.smtpward.events;

import java.util.List;
import java.util.Optional;
import org.smtpward.policy.Phase;
import org.smtpward.session.ClientHelloFacts;
import org.smtpward.session.SessionFacts;

/** What a test says about a session. */
record ASession(
        String id,
        String listener,
        String clientAddress,
        int clientPort,
        Phase phase,
        Optional<ClientHelloFacts> clientHello,
        Optional<String> tlsVersion,
        Optional<String> verifiedClient)
        implements SessionFacts {
    static ASession inTheClear() {
        return new ASession(
                "k3v9-17",
                "smtp",
                "203.0.113.7",
                51234,
                Phase.CLEAR,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static ASession insideTls(String version, ClientHelloFacts hello) {
        return new ASession(
                "k3v9-18",
                "smtp",
                "2001:db8::7",
                51235,
                Phase.TLS,
                Optional.of(hello),
                Optional.of(version),
                Optional.empty());
    }

    static ASession inTheHandshake(Optional<String> serverName, List<String> alpn) {
        return new ASession(
                "k3v9-19",
                "smtp",
                "203.0.113.7",
                51236,
                Phase.HANDSHAKE,
                Optional.of(new ClientHelloFacts(serverName, alpn)),
                Optional.empty(),
                Optional.empty());
    }

    ASession verified(String name) {
        return new ASession(id, listener, clientAddress, clientPort, phase, clientHello, tlsVersion, Optional.of(name));
    }
}
