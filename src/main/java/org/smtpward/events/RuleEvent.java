package org.smtpward.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.smtpward.policy.RuleMatch;
import org.smtpward.session.ClientHelloFacts;
import org.smtpward.session.SessionFacts;

/**
 * One match with what was known of the session then, so that another thread can write it while the session goes on. What
 * the peer sent is escaped and cut here already: thousands of events may wait in the queue, and a ClientHello can be long.
 *
 * @param at when
 * @param match what matched, and what was done
 * @param session the session's id
 * @param listener the listener's name
 * @param clientAddress the client's address
 * @param clientPort the client's port
 * @param tlsVersion the version of the client leg, such as {@code 1.3}
 * @param verifiedClient the name in the client's own certificate if an authority vouches for it, escaped
 * @param serverName the name that the client asked for (SNI), escaped
 * @param alpn the application protocols that the client offered, escaped
 */
public record RuleEvent(
        Instant at,
        RuleMatch match,
        String session,
        String listener,
        String clientAddress,
        int clientPort,
        Optional<String> tlsVersion,
        Optional<String> verifiedClient,
        Optional<String> serverName,
        List<String> alpn)
        implements Event {
    /** A host name has no more (RFC 1035 §2.3.4). */
    static final int MAX_SERVER_NAME_OCTETS = 255;
    /** An authority has read it; real ones have some dozens. */
    static final int MAX_SUBJECT_OCTETS = 512;
    /** Registered protocols have less than half of that. */
    static final int MAX_PROTOCOL_OCTETS = 64;
    /** Browsers offer two or three. */
    static final int MAX_PROTOCOLS = 16;

    private static final String CUT = "...";

    public RuleEvent {
        alpn = List.copyOf(alpn);
    }

    /** The match as it is now. */
    public static RuleEvent of(Instant at, SessionFacts session, RuleMatch match) {
        Optional<ClientHelloFacts> hello = session.clientHello();
        return new RuleEvent(
                at,
                match,
                session.id(),
                session.listener(),
                session.clientAddress(),
                session.clientPort(),
                session.tlsVersion().map(RuleEvent::number),
                session.verifiedClient().map(name -> PeerText.escape(name, MAX_SUBJECT_OCTETS)),
                hello.flatMap(ClientHelloFacts::serverName).map(name -> PeerText.escape(name, MAX_SERVER_NAME_OCTETS)),
                hello.map(ClientHelloFacts::alpn).map(RuleEvent::shown).orElse(List.of()));
    }

    /** Without the JDK's prefix; it leaves out the minor number of 1.0. */
    static String number(String version) {
        return version.equals("TLSv1") ? "1.0" : version.replace("TLSv", "");
    }

    private static List<String> shown(List<String> protocols) {
        Stream<String> first =
                protocols.stream().limit(MAX_PROTOCOLS).map(protocol -> PeerText.escape(protocol, MAX_PROTOCOL_OCTETS));
        return Stream.concat(first, protocols.size() > MAX_PROTOCOLS ? Stream.of(CUT) : Stream.empty())
                .toList();
    }
}
