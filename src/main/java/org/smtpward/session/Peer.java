package org.smtpward.session;

/**
 * Who a client is.
 *
 * @param sessionId the session's name in logs and events
 * @param listener the name of the listener
 * @param address the client's address in text form
 * @param port the client's port
 */
public record Peer(String sessionId, String listener, String address, int port) {}
