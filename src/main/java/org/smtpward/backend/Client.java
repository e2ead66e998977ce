package org.smtpward.backend;

import java.net.InetSocketAddress;

/**
 * Who has connected to us. Behind a trusted proxy it is whom that has named.
 *
 * @param address the client's
 * @param destination what it has connected to
 */
public record Client(InetSocketAddress address, InetSocketAddress destination) {}
