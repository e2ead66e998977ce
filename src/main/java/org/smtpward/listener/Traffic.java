package org.smtpward.listener;

/** Hears what happens on client connections, to count it. Called on event loops. */
public interface Traffic {
    /** A connection came to {@code listener}, and this became of it. */
    void onConnection(String listener, ConnectionResult result);

    /**
     * The header of a trusted proxy was refused; {@link #onConnection} counts it.
     *
     * @param proxy its address
     * @param why in plain words, without any octet of the header
     */
    void onProxyHeaderRefused(String listener, String proxy, String why);

    /** A session began. */
    void onSessionBegins(String listener);

    /** A session ended after {@code nanos}. */
    void onSessionEnds(String listener, long nanos);

    /** Octets that were read from a client, or written to it, without TLS. */
    void onClientOctets(int read, int written);

    /** The event loop was busy with something else for {@code nanos} when it should have run a timer. */
    void onEventLoopLag(long nanos);

    /** A handshake with a client ended; {@code version} is such as {@code TLSv1.3}, or empty when it failed. */
    void onClientHandshake(String version);

    /** There are as many handshakes with clients under way as there may be, so this one did not begin. */
    void onClientHandshakeTurnedAway();
}
