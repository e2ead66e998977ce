package org.smtpward.listener;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.smtpward.backend.BackendConnector;
import org.smtpward.backend.Sources;
import org.smtpward.config.Network;
import org.smtpward.session.SessionListener;
import org.smtpward.session.SessionSettings;
import org.smtpward.tls.Certificates;

/**
 * What a connection of one listener is made of. Immutable: a reload makes a new one, for new connections.
 *
 * @param name the listener's name
 * @param implicitTls whether TLS begins with the first octet
 * @param hostName our name until the backend has told its own
 * @param settings what all its sessions have in common
 * @param certificates for the client leg
 * @param trustedProxies who begins with a header of the PROXY protocol
 * @param proxyHeader time for that header
 * @param connector makes the backend connections
 * @param sources as whom it makes them
 * @param sessions hears of what happens in sessions
 * @param traffic hears of what happens on connections
 */
public record ListenerParts(
        String name,
        boolean implicitTls,
        String hostName,
        SessionSettings settings,
        Certificates certificates,
        List<Network> trustedProxies,
        Duration proxyHeader,
        BackendConnector connector,
        Sources sources,
        SessionListener sessions,
        Traffic traffic) {
    boolean trustsAsProxy(InetAddress peer) {
        return trustedProxies.stream().anyMatch(network -> network.contains(peer));
    }
}
