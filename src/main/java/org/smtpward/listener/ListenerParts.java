package org.smtpward.listener;

import org.smtpward.backend.BackendConnector;
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
 * @param connector makes the backend connections
 * @param sessions hears of what happens in sessions
 * @param traffic hears of what happens on connections
 */
public record ListenerParts(
        String name,
        boolean implicitTls,
        String hostName,
        SessionSettings settings,
        Certificates certificates,
        BackendConnector connector,
        SessionListener sessions,
        Traffic traffic) {}
