package org.smtpward.real;

import java.net.InetSocketAddress;
import org.smtpward.lab.Sendmail;

/**
 * Where a client connects to, and the address that it comes from.
 *
 * @param address of sendmail or of the proxy
 * @param source one of 127/8, if the client runs on this machine
 */
record Endpoint(InetSocketAddress address, String source) {
    /** The address that sendmail sees behind the proxy: a client of its own from there is treated alike. */
    static final String STRANGER = "127.25.25.25";

    /** Past the proxy, from the address that the proxy would come from. */
    static Endpoint direct(Sendmail sendmail) {
        return new Endpoint(sendmail.address(), STRANGER);
    }

    /** The proxy listens on 127.0.0.1. */
    static Endpoint ofProxy(int port, String source) {
        return new Endpoint(new InetSocketAddress("127.0.0.1", port), source);
    }

    /** On a machine of the test, for a client on another. */
    static Endpoint at(String address, int port, String source) {
        return new Endpoint(new InetSocketAddress(address, port), source);
    }

    Endpoint from(String newSource) {
        return new Endpoint(address, newSource);
    }

    /** As {@code host:port}. */
    String hostPort() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
